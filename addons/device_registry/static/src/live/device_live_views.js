import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

import { onMounted, onWillUnmount } from "@odoo/owl";

const EVERY_MS = 15000;

/** Keeps "last seen" true while somebody looks: reloads, unless the tab sleeps or they edit. */
function keepLive(controller) {
  let timer;
  const reload = () => {
    const { root } = controller.model;
    if (!document.hidden && !root.editedRecord && !root.selection.length) {
      root.load();
    }
  };
  onMounted(() => (timer = setInterval(reload, EVERY_MS)));
  onWillUnmount(() => clearInterval(timer));
}

class DeviceLiveList extends ListController {
  setup() {
    super.setup();
    keepLive(this);
  }
}

class DeviceLiveKanban extends KanbanController {
  setup() {
    super.setup();
    keepLive(this);
  }
}

registry.category("views").add("device_live_list", { ...listView, Controller: DeviceLiveList });
registry
  .category("views")
  .add("device_live_kanban", { ...kanbanView, Controller: DeviceLiveKanban });
