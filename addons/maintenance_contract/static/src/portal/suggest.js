/** While somebody of the hospital describes a fault: what is known of it appears beside it. */
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const PAUSE = 400; // ms after the last key
const LEAST = 2; // characters

export class Suggest extends Interaction {
  static selector = ".o_service_report";
  dynamicContent = {
    "#name": { "t-on-input": this.debounced(this.ask, PAUSE) },
    "#description": { "t-on-input": this.debounced(this.ask, PAUSE) },
    "#device": { "t-on-change": this.debounced(this.ask, PAUSE) },
  };

  async ask() {
    const value = (id) => this.el.querySelector(id)?.value || "";
    const text = `${value("#name")} ${value("#description")}`.trim();
    if (text.length < LEAST) {
      return this.show([]);
    }
    const query = new URLSearchParams({ text: text.slice(0, 500), device: value("#device") });
    const answer = await this.waitFor(fetch(`/my/tickets/suggest?${query}`));
    this.show(answer.ok ? await this.waitFor(answer.json()) : []);
  }

  show(known) {
    const box = this.el.querySelector(".o_service_known");
    const list = box.querySelector("dl");
    list.replaceChildren();
    for (const one of known) {
      const name = document.createElement("dt");
      const remedy = document.createElement("dd");
      name.textContent = one.name;
      remedy.textContent = one.remedy;
      remedy.style.whiteSpace = "pre-line";
      list.append(name, remedy);
    }
    box.classList.toggle("d-none", !known.length);
  }
}

registry.category("public.interactions").add("maintenance_contract.suggest", Suggest);
