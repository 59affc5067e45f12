"""What history says of notices."""

from __future__ import annotations

from app.audit.sentences import teach
from app.foundation.i18n import N_

CHOSEN = "account.notices_chosen"

teach({CHOSEN: N_("The owner chose which notices come by mail")})
