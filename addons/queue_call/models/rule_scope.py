"""Rules are set at a hospital, a zone or a queue: one mixin, the same three methods on each."""

import uuid

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core import rule_words, rules

_LEVELS = {"res.company": 0, "queue.zone": 1, "queue.queue": 2}


class QueueRuleScope(models.AbstractModel):
    """A place where rules can be set. The nearest scope that has set a rule decides."""

    _name = "queue.rule.scope"
    _description = "Scope of queue rules"

    # -- which scope this is: the three heirs answer ----------------------------------------------
    def _rule_key(self):
        """Return {company_id, zone_id, queue_id} of the rows of this scope."""
        raise NotImplementedError

    def _rule_stored(self):
        """Return what hospital, zone and queue have set, as far as they stand above or here."""
        raise NotImplementedError

    def _rule_kind(self):
        """Return the kind of queue, whose defaults may differ from those of a clinic."""
        return "clinic"

    def _rule_below(self):
        """Return the scopes that inherit from this one."""
        return []

    def _rule_queues(self):
        """Return the queues for which rules set here can count, as far as the user sees them."""
        raise NotImplementedError

    def _rule_domain(self):
        self.ensure_one()
        return [(name, "=", value) for name, value in self._rule_key().items()]

    def _rule_company(self):
        return self.env["res.company"].browse(self._rule_key()["company_id"])

    def _rule_class_names(self):
        """Return {class code: name} of the hospital."""
        company = self._rule_key()["company_id"]
        classes = self.env["queue.class"]._of_hospital(company)
        return {code: one.with_env(self.env).sudo().name for code, one in classes.items()}

    # -- reading ---------------------------------------------------------------------------------
    def _rule_values(self):
        """Return {code: value} of what is set here itself."""
        self.ensure_one()
        self.check_access("read")
        found = {}
        for row in self.env["queue.rule"].sudo().search(self._rule_domain()):
            try:
                found[row.code] = rules.parse(row.code, row.value)
            except rules.RuleError:
                continue
        return found

    def _rule_settings(self):
        """Return {code: core ``Setting``}: every rule's value in force here, and its origin."""
        self.ensure_one()
        return rules.effective(
            *self._rule_stored(), tuple(self._rule_class_names()), self._rule_kind()
        )

    def _rule_settings_above(self):
        """Return {code: core ``Setting``} as if nothing were set here: what a reset leads to."""
        stored = [dict(one) for one in self._rule_stored()]
        stored[_LEVELS[self._name]] = {}
        return rules.effective(*stored, tuple(self._rule_class_names()), self._rule_kind())

    def _rule_policy(self, texts=()):
        """Return the core's policy here, with {code: text} changed first."""
        stored = self._rule_changed(self._rule_stored(), texts)
        return rules.resolve(*stored, tuple(self._rule_class_names()), self._rule_kind())

    def _rule_origin_name(self, origin):
        """Return the name of the scope that a value comes from, as the page shows it."""
        if origin == "zone":
            return self.zone_id.display_name
        if origin == "hospital":
            return self._rule_company().sudo().display_name
        return self.env._("Default")

    def _rule_notes(self):
        """Return sentences about what keeps the rules set here from working."""
        return []

    def action_open_rules(self):
        """Open the settings page at this scope."""
        self.ensure_one()
        kind = {"res.company": "hospital", "queue.zone": "zone"}.get(self._name, "queue")
        action = self.env["ir.actions.actions"]._for_xml_id("queue_call.action_queue_rules")
        return {**action, "params": {"scope": f"{kind}-{self.id}"}}

    def _rule_sentence(self, code, values):
        """Return what a rule does to whom, in the user's language."""
        names = self._rule_class_names()
        found = rules.split(code)
        name = names.get(found[0], found[0]) if found else ""
        return rule_words.sentence(code, values, self.env.lang, name)

    # -- writing ---------------------------------------------------------------------------------
    def _set_rules(self, values, reason=None):
        """Set rules of this scope: {code: value}; None gives a rule back to the scope above.

        Nothing is saved, and ValidationError names the rule and the remedy, if a value cannot be
        or does not go together with another one, here or in a zone or queue below.
        """
        self.ensure_one()
        self._check_rule_access()
        texts, errors = self._parse_rules(values)
        errors = errors or self._rule_problems(texts)
        if errors:
            raise ValidationError("\n".join(error["text"] for error in errors))
        self._store_rules(texts, reason)

    def _check_rule_access(self):
        """Raise AccessError for whoever may not set rules here."""
        self.check_access("read")
        allowed = self.env.su or (
            self.env.user.has_group("queue_call.group_queue_manager")
            and self._rule_key()["company_id"] in self.env.companies.ids
        )
        if not allowed:
            raise AccessError(self.env._("Only queue managers of this hospital may set rules."))

    def _parse_rules(self, values):
        """Return ({code: stored text or None}, errors)."""
        classes = self._rule_class_names()
        texts, errors = {}, []
        for code, value in values.items():
            try:
                if value is None:
                    texts[code] = None
                else:
                    texts[code] = rules.as_text(rules.parse(code, value, classes))
            except rules.RuleError as error:
                errors.append(self._rule_error(error, self))
        return texts, errors

    def _rule_problems(self, texts):
        """Return what would be impossible with these texts set here: here or in a scope below."""
        errors = []
        classes = tuple(self._rule_class_names())
        known = set()
        for scope in [self, *self._rule_below()]:
            stored = self._rule_changed(scope._rule_stored(), texts)
            found = rules.effective(*stored, classes, scope._rule_kind())
            values = {code: setting.value for code, setting in found.items()}
            fresh = [one for one in rules.problems(values) if one.code not in known]
            errors += [self._rule_error(one, scope) for one in fresh]
            known |= {one.code for one in fresh} if scope == self else set()
        return errors

    def _rule_changed(self, stored, texts):
        """Return what the three scopes would have set with ``texts`` set here."""
        changed = [dict(one) for one in stored]
        mine = changed[_LEVELS[self._name]]
        for code, text in dict(texts).items():
            mine.pop(code, None)
            if text is not None:
                mine[code] = text
        return changed

    def _rule_error(self, error, scope):
        text = error.say(self.env.lang or "en_US")
        if scope != self:
            text = self.env._(
                "In %(scope)s, which has rules of its own: %(problem)s",
                scope=scope.display_name,
                problem=text,
            )
        return {"code": error.code, "scope": scope.display_name, "text": text}

    def _store_rules(self, texts, reason, undo=False):
        """Write the rows and the log of what really changed; return the log."""
        rows = self.env["queue.rule"].sudo().search(self._rule_domain())
        by_code = {row.code: row for row in rows}
        saving, changes = uuid.uuid4().hex, []
        for code, text in texts.items():
            row = by_code.get(code)
            old = row.value if row else None
            if old == text:
                continue
            self._store_rule(row, code, text)
            change = {**self._rule_key(), "code": code, "old": old, "new": text, "undone": undo}
            changes.append({**change, "reason": reason, "saving": saving})
        self.env.registry.clear_cache()
        return self.env["queue.rule.change"].sudo().create(changes)

    def _rule_last_saving(self):
        """Return the log of the last saving here that can be taken back."""
        log = self.env["queue.rule.change"].sudo()
        last = log.search(self._rule_domain(), limit=1)
        if not last or last.undone:
            return log
        return log.search([*self._rule_domain(), ("saving", "=", last.saving)])

    def _undo_rules(self):
        """Give the rules of the last saving the values that they had before."""
        self._check_rule_access()
        last = self._rule_last_saving()
        if not last:
            raise UserError(self.env._("There is no saving to take back here."))
        texts = {one.code: one.old or None for one in last}
        errors = self._rule_problems(texts)
        if errors:
            raise ValidationError("\n".join(error["text"] for error in errors))
        self._store_rules(texts, self.env._("Taken back: %s", last[0].reason or ""), undo=True)

    def _store_rule(self, row, code, text):
        if text is None:
            row.unlink()
        elif row:
            row.value = text
        else:
            values = {**self._rule_key(), "code": code, "value": text}
            self.env["queue.rule"].sudo().create(values)
