"""How often a patient is called again, and when he may be marked as a no-show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from .policy import Policy


@dataclass(frozen=True)
class Missing:
    """What is still missing before a no-show: so many recalls, and so many seconds."""

    recalls: int = 0
    seconds: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything is missing."""
        return self.recalls > 0 or self.seconds > 0


def may_recall(policy: Policy, recalls: int) -> bool:
    """Return whether a patient who was called again ``recalls`` times may be called once more.

    >>> may_recall(Policy(max_recalls=2), 1), may_recall(Policy(max_recalls=2), 2)
    (True, False)
    """
    return recalls < policy.max_recalls


def before_no_show(policy: Policy, recalls: int, called_at: datetime, now: datetime) -> Missing:
    """Return what is missing before this patient may be marked as a no-show.

    The time counts from the first call. Where the policy asks for more recalls than it allows,
    those it allows are enough; a clock that was set back asks for no more than the whole time.
    """
    wanted = min(policy.no_show_min_recalls, policy.max_recalls)
    passed = max(0.0, (now - called_at).total_seconds())
    left = math.ceil(policy.no_show_min_delay_s - passed)
    return Missing(max(0, wanted - recalls), max(0, left))
