"""What history says of the Regulations."""

from __future__ import annotations

from app.audit.sentences import teach
from workflows.words import N_

PUBLISH = "regulations.publish"

teach({PUBLISH: N_("%(actor)s published a version of the Regulations")})
