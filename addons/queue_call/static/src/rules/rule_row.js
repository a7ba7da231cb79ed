import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { isIdle, originOf, sentenceOf, typed, valueOf } from "./form";

/** One rule: its name, where its value comes from, the control, and what it does to whom. */
export class RuleRow extends Component {
  static template = "queue_call.RuleRow";
  static props = {
    rule: Object,
    changes: Object,
    values: Object,
    writable: Boolean,
    errors: Array,
    needed: { type: String, optional: true },
    onSet: Function,
    onReset: Function,
  };

  get value() {
    return valueOf(this.props.rule, this.props.changes);
  }

  get origin() {
    return originOf(this.props.rule, this.props.changes);
  }

  get sentence() {
    return sentenceOf(this.props.rule, this.props.values);
  }

  get idle() {
    return isIdle(this.props.rule, this.props.values);
  }

  get resetLabel() {
    return _t("Use the value of: %s", this.props.rule.above_name);
  }

  get idleNote() {
    return _t("No effect as “%s” is set now.", this.props.needed);
  }

  get id() {
    return `rule-${this.props.rule.code}`;
  }

  onChoice(event) {
    this.props.onSet(this.props.rule, event.target.value);
  }

  onCheck(event) {
    this.props.onSet(this.props.rule, event.target.checked);
  }

  onNumber(event) {
    this.props.onSet(this.props.rule, typed(event.target.value));
  }

  onReset() {
    this.props.onReset(this.props.rule);
  }
}
