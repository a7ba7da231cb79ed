/** All that the page asks of the server. */
export class RulesClient {
  constructor(orm) {
    this.orm = orm;
  }

  tree() {
    return this.ask("page_tree");
  }

  scope(key) {
    return this.ask("page_scope", key);
  }

  check(key, changes) {
    return this.ask("page_check", key, changes);
  }

  queues(key) {
    return this.ask("page_queues", key);
  }

  days(key, queue) {
    return this.ask("page_days", key, queue);
  }

  preview(key, changes, queue, day) {
    return this.ask("page_preview", key, changes, queue, day);
  }

  save(key, changes, reason, seen) {
    return this.ask("page_save", key, changes, reason, seen);
  }

  undo(key) {
    return this.ask("page_undo", key);
  }

  ask(method, ...args) {
    return this.orm.call("queue.rule", method, args);
  }
}
