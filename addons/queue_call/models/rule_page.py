"""What the settings page "Queue rules" asks and sends; the page itself decides nothing."""

from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.exceptions import UserError

from ..core import rule_words, rules
from ..core.explain import explain_bound
from ..core.ordering import bound
from .clock import aware

_MODELS = {"hospital": "res.company", "zone": "queue.zone", "queue": "queue.queue"}
_SHOWN_CHANGES = 20


class QueueRule(models.Model):
    _inherit = "queue.rule"

    # -- the tree of scopes ----------------------------------------------------------------------
    @api.model
    def page_tree(self):
        """Return the hospitals with their zones and queues, and how many rules each has set."""
        own = self._own_counts()
        zones = self.env["queue.zone"].search([("company_id", "in", self.env.companies.ids)])
        queues = self.env["queue.queue"].search([("company_id", "in", self.env.companies.ids)])
        zones |= queues.zone_id
        return {
            "can_write": self.env.user.has_group("queue_call.group_queue_manager"),
            "hospitals": [
                {
                    **self._leaf(company, own),
                    "zones": [
                        {
                            **self._leaf(zone, own),
                            "queues": [
                                self._leaf(one, own) for one in queues if one.zone_id == zone
                            ],
                        }
                        for zone in zones.filtered(lambda one, of=company: one.company_id == of)
                    ],
                }
                for company in self.env.companies
            ],
        }

    def _own_counts(self):
        groups = self._read_group([], ["company_id", "zone_id", "queue_id"], ["__count"])
        return {(queue or zone or company): count for company, zone, queue, count in groups}

    def _leaf(self, scope, own):
        kind = next(kind for kind, model in _MODELS.items() if model == scope._name)
        return {
            "key": f"{kind}-{scope.id}",
            "kind": kind,
            "name": scope.display_name,
            "own": own.get(scope, 0),
            "warn": bool(scope._rule_notes()),
        }

    # -- one scope -------------------------------------------------------------------------------
    @api.model
    def page_scope(self, key):
        """Return one scope: its notes, every rule by group, the worst case, the last changes."""
        scope = self._page_scope(key)
        lang = self.env.lang or "en_US"
        names = scope._rule_class_names()
        above = scope._rule_settings_above()
        own = scope._rule_values()
        listed = [
            {
                **rule_words.describe(code, lang, names.get((rules.split(code) or [""])[0], "")),
                "own": own.get(code),
                "above": setting.value,
                "above_name": scope._rule_origin_name(setting.origin),
            }
            for code, setting in above.items()
        ]
        column = rules.GROUPS.items()
        return {
            "key": key,
            "kind": key.split("-")[0],
            "name": scope.display_name,
            "notes": scope._rule_notes(),
            "rules": listed,
            "groups": [[code, text[1 if lang.startswith("zh") else 0]] for code, text in column],
            "classes": [[code, name] for code, name in names.items()],
            **self._page_history(scope),
            **self.page_check(key, {}),
        }

    def _page_scope(self, key):
        """Return the scope that a page names, as far as the user may see it."""
        kind, _dash, number = str(key).partition("-")
        if kind not in _MODELS or not number.isdecimal():
            raise UserError(self.env._("Choose a hospital, a zone or a queue in the list."))
        scope = self.env[_MODELS[kind]].browse(int(number)).exists()
        if not scope:
            raise UserError(self.env._("It was deleted meanwhile. Choose another one in the list."))
        scope.check_access("read")
        if scope._rule_key()["company_id"] not in self.env.companies.ids:
            raise UserError(self.env._("Switch to this hospital first, at the top of the page."))
        return scope

    def _page_history(self, scope):
        log = self.env["queue.rule.change"].search(scope._rule_domain(), limit=_SHOWN_CHANGES)
        last = scope._rule_last_saving()
        return {
            "seen": log[:1].id,
            "can_undo": len(last),
            "changes": [
                {
                    "id": one.id,
                    "at": self._page_moment(scope, one.create_date),
                    "who": one.create_uid.sudo().name,
                    "label": one.label,
                    "old": one.old_words,
                    "new": one.new_words,
                    "reason": one.reason or "",
                }
                for one in log
            ],
        }

    def _page_moment(self, scope, moment):
        zone = ZoneInfo(scope._rule_company().sudo().queue_tz)
        return aware(moment).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    # -- changes that are not saved yet ----------------------------------------------------------
    @api.model
    def page_check(self, key, changes):
        """Return what is impossible about some changes, and the worst case that they lead to."""
        scope = self._page_scope(key)
        texts, errors = scope._parse_rules(changes)
        errors += scope._rule_problems(texts)
        policy = scope._rule_policy(texts)
        lang, names = self.env.lang or "en_US", scope._rule_class_names()
        return {"errors": errors, "bound": explain_bound(bound(policy), lang, class_names=names)}

    @api.model
    def page_save(self, key, changes, reason, seen):
        """Save the changes; return ``errors``, or the scope as it now is.

        ``seen``: the newest change that the page shows; refused if there is a newer one.
        """
        scope = self._page_scope(key)
        scope._check_rule_access()
        if not (reason or "").strip():
            text = self.env._("Write why the rules are changed: the log keeps it.")
            return {"errors": [{"code": "reason", "scope": scope.display_name, "text": text}]}
        if self._page_history(scope)["seen"] != seen:
            raise UserError(
                self.env._(
                    "Somebody else has changed rules here meanwhile. Nothing was saved: look at the"
                    " list of changes below, then save again."
                )
            )
        texts, errors = scope._parse_rules(changes)
        errors = errors or scope._rule_problems(texts)
        if errors:
            return {"errors": errors}
        scope._store_rules(texts, reason.strip())
        return self.page_scope(key)

    @api.model
    def page_undo(self, key):
        """Take the last saving of a scope back; return the scope as it now is."""
        scope = self._page_scope(key)
        scope._undo_rules()
        return self.page_scope(key)
