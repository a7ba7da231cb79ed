import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RulesClient } from "./client";
import { isIdle, valuesOf, withReset, withTypical, withValue } from "./form";
import { RulesPreview } from "./preview";
import { RuleRow } from "./rule_row";

const CHECK_MS = 250;

/** Queue rules: the hospital's, and what a zone or a queue does otherwise. */
export class QueueRulesPage extends Component {
  static template = "queue_call.QueueRulesPage";
  static components = { RuleRow, RulesPreview };
  static props = { ...standardActionServiceProps };

  setup() {
    this.client = new RulesClient(useService("orm"));
    this.dialog = useService("dialog");
    this.body = useRef("body");
    this.notification = useService("notification");
    // Changes not saved yet are kept for each scope, so looking at another one loses nothing.
    this.state = useState({
      tree: { hospitals: [], can_write: false },
      scope: null,
      drafts: {},
      errors: [],
      bound: "",
      reason: "",
      previewing: false,
      busy: false,
    });
    this.checkSoon = useDebounced(() => this.check(), CHECK_MS);
    useSetupAction({
      beforeLeave: () => this.mayLeave(),
      beforeUnload: (event) => this.isDirty && event.preventDefault(),
    });
    onWillStart(() => this.start());
  }

  async start() {
    await this.loadTree();
    const wanted = this.props.action.params && this.props.action.params.scope;
    const [first] = this.state.tree.hospitals;
    if (wanted || first) {
      await this.open(wanted || first.key);
    }
  }

  async loadTree() {
    this.state.tree = await this.client.tree();
  }

  async open(key) {
    this.show(await this.client.scope(key));
    if (this.count) {
      await this.check();
    }
  }

  show(scope) {
    Object.assign(this.state, { scope, errors: [], bound: scope.bound, previewing: false });
  }

  // -- what the template asks ------------------------------------------------------------------
  get leaves() {
    const leaves = [];
    for (const hospital of this.state.tree.hospitals) {
      leaves.push({ ...hospital, depth: 0 });
      for (const zone of hospital.zones) {
        leaves.push({ ...zone, depth: 1 });
        leaves.push(...zone.queues.map((queue) => ({ ...queue, depth: 2 })));
      }
    }
    return leaves;
  }

  get changes() {
    return this.state.drafts[this.state.scope.key] || {};
  }

  get count() {
    return Object.keys(this.changes).length;
  }

  get isDirty() {
    return Object.values(this.state.drafts).some((changes) => Object.keys(changes).length);
  }

  get values() {
    return valuesOf(this.state.scope.rules, this.changes);
  }

  get groups() {
    const values = this.values;
    return this.state.scope.groups.map(([code, label]) => ({
      code,
      label,
      blocks: code === "classes" ? this.classBlocks(values) : [this.block(code)],
    }));
  }

  block(group) {
    return {
      key: group,
      title: "",
      rules: this.state.scope.rules.filter((r) => r.group === group),
    };
  }

  /** One block a class; a part that has no effect shows only where it is set here. */
  classBlocks(values) {
    const shown = (rule) => !isIdle(rule, values) || rule.own !== null || rule.code in this.changes;
    return this.state.scope.classes.map(([code, name]) => ({
      key: code,
      title: name,
      rules: this.state.scope.rules.filter((rule) => rule.class_code === code && shown(rule)),
    }));
  }

  errorsOf(rule) {
    return this.state.errors.filter((error) => error.code === rule.code).map((one) => one.text);
  }

  /** Errors that stand at no row: of the reason, or of a rule that is not shown. */
  get otherErrors() {
    const values = this.values;
    const shown = this.state.scope.rules.filter(
      (one) => one.group !== "classes" || !isIdle(one, values)
    );
    const codes = new Set(shown.map((one) => one.code));
    return this.state.errors.filter((error) => !codes.has(error.code));
  }

  /** The label of the rule without which this one has no effect. */
  neededBy(rule) {
    const other = rule.needs && this.state.scope.rules.find((one) => one.code === rule.needs[0]);
    return other ? other.label : "";
  }

  get countLabel() {
    return this.count ? _t("%s not saved", this.count) : _t("Nothing changed");
  }

  get errorLabel() {
    return _t("Cannot be saved: %s. Show me", this.state.errors.length);
  }

  get undoLabel() {
    return _t("Take the last saving back (rules: %s)", this.state.scope.can_undo);
  }

  onJump(group) {
    document.getElementById(`rules-${group}`).scrollIntoView();
  }

  isDraft(key) {
    return Object.keys(this.state.drafts[key] || {}).length > 0;
  }

  // -- changing --------------------------------------------------------------------------------
  setChanges(changes) {
    this.state.drafts[this.state.scope.key] = changes;
    this.state.previewing = false;
    this.checkSoon();
  }

  onSet(rule, value) {
    this.setChanges(withValue(rule, this.changes, value));
  }

  onReset(rule) {
    this.setChanges(withReset(rule, this.changes));
  }

  onTypical() {
    this.setChanges(withTypical(this.state.scope.rules, this.changes));
  }

  onDiscard() {
    this.setChanges({});
    this.state.reason = "";
  }

  onReason(event) {
    this.state.reason = event.target.value;
  }

  async check() {
    const { key } = this.state.scope;
    const answer = await this.client.check(key, this.changes);
    if (key === this.state.scope.key) {
      this.state.errors = answer.errors;
      this.state.bound = answer.bound;
    }
    return !answer.errors.length;
  }

  // -- preview, save, undo -----------------------------------------------------------------------
  onPreview() {
    return this.once(async () => {
      if (await this.check()) {
        this.state.previewing = true;
        this.body.el.scrollTop = 0;
      } else {
        this.onFirstError();
      }
    });
  }

  /** Nothing was saved: show why, at the first field that cannot be. */
  refuse(errors) {
    this.state.errors = errors;
    this.state.previewing = false;
    this.onFirstError();
  }

  onFirstError() {
    const [first] = this.state.errors;
    const field = first && document.getElementById(`rule-${first.code}`);
    const target = field || document.querySelector(".o_rules_reason");
    target.scrollIntoView({ block: "center" });
    target.focus();
  }

  onClosePreview() {
    this.state.previewing = false;
  }

  onSave() {
    return this.once(async () => {
      const { key, seen } = this.state.scope;
      const answer = await this.client.save(key, this.changes, this.state.reason, seen);
      if (answer.errors && answer.errors.length) {
        this.refuse(answer.errors);
        return;
      }
      this.state.drafts[key] = {};
      this.state.reason = "";
      await this.saved(answer, _t("Saved. The next call goes by these rules."));
    });
  }

  onUndo() {
    return this.once(async () => {
      const answer = await this.client.undo(this.state.scope.key);
      await this.saved(answer, _t("The last saving was taken back."));
    });
  }

  async saved(scope, message) {
    this.show(scope);
    await this.loadTree();
    this.notification.add(message, { type: "success" });
  }

  /** Run one action at a time: a second click while the first works does nothing. */
  async once(action) {
    if (this.state.busy) {
      return;
    }
    this.state.busy = true;
    try {
      await action();
    } finally {
      this.state.busy = false;
    }
  }

  mayLeave() {
    if (!this.isDirty) {
      return true;
    }
    return new Promise((resolve) => {
      this.dialog.add(ConfirmationDialog, {
        title: _t("Unsaved rules"),
        body: _t("Some rules were changed and not saved. Leave the page and lose them?"),
        confirmLabel: _t("Leave"),
        confirm: () => resolve(true),
        cancelLabel: _t("Stay"),
        cancel: () => resolve(false),
      });
    });
  }
}

registry.category("actions").add("queue_call.rules", QueueRulesPage);
