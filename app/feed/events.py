"""What history says of imports asked for in the feed room."""

from __future__ import annotations

from app.audit.sentences import teach
from workflows.words import N_

ASKED = "feed.asked"
FORCED = "feed.forced"

teach(
    {
        ASKED: N_("%(actor)s started the import of a feed"),
        FORCED: N_("%(actor)s started the import of a feed by force"),
    }
)
