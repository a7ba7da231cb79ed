import { onWillStart, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";

// A hint of the bus reloads the board at most this often; the slow poll also mends a lost hint.
const RELOAD_MS = 1000;
const POLL_MS = 15000;

export class QueueEntryKanbanController extends KanbanController {
  setup() {
    super.setup();
    this.orm = useService("orm");
    this.busService = useService("bus_service");
    this.channels = [];
    this.lastReload = 0;
    this.onHint = () => this.reloadSoon();
    this.onVisible = () => document.visibilityState === "visible" && this.reloadSoon();
    onWillStart(() => this.listen());
    onWillUnmount(() => this.unlisten());
  }

  async listen() {
    const zones = await this.orm.search("queue.zone", []);
    this.channels = zones.map((id) => `queue_call.staff:${id}`);
    this.channels.forEach((channel) => this.busService.addChannel(channel));
    this.busService.subscribe("queue_call/staff", this.onHint);
    document.addEventListener("visibilitychange", this.onVisible);
    this.poll = browser.setInterval(this.onHint, POLL_MS);
  }

  unlisten() {
    this.channels.forEach((channel) => this.busService.deleteChannel(channel));
    this.busService.unsubscribe("queue_call/staff", this.onHint);
    document.removeEventListener("visibilitychange", this.onVisible);
    browser.clearInterval(this.poll);
    browser.clearTimeout(this.pending);
  }

  /** Reload now, or once when the last reload is RELOAD_MS ago. */
  reloadSoon() {
    if (this.pending || document.visibilityState !== "visible") {
      return;
    }
    const wait = Math.max(0, this.lastReload + RELOAD_MS - Date.now());
    this.pending = browser.setTimeout(() => this.reload(), wait);
  }

  async reload() {
    try {
      if (!this.hasOpenOverlay()) {
        await this.model.load();
      }
    } catch {
      // The next hint or the poll tries again; Odoo itself says when the server is away.
    } finally {
      this.lastReload = Date.now();
      this.pending = null;
    }
  }

  /** Leave the board alone while a menu is open on it: a reload would close it. */
  hasOpenOverlay() {
    return Boolean(document.querySelector(".o_queue_board .dropdown-toggle.show"));
  }
}

registry.category("views").add("queue_entry_kanban", {
  ...kanbanView,
  Controller: QueueEntryKanbanController,
});
