/** @odoo-module ignore */
/*
 * An inspection as the phone shows it: what the server told last, and what was done here since.
 * Pure; what an item says is judged by visitFold.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const STEPS = { start: "working", finish: "done" };

  function copy(value) {
    return JSON.parse(JSON.stringify(value));
  }

  function without(list, ref) {
    return list.filter((one) => one.ref !== ref);
  }

  const FACTS = {
    check(seen, op) {
      seen.answers
        .filter((one) => one.id === op.args.item)
        .forEach((one) =>
          Object.assign(one, {
            choice: op.args.choice || "",
            value: op.args.value === undefined ? null : op.args.value,
            option: op.args.option || "",
            note: op.args.note || "",
            source: "",
          })
        );
    },
    photo(seen, op) {
      seen.photos.push(Object.assign({ ref: op.id, blob: op.blob }, op.args));
    },
    unphoto(seen, op) {
      seen.photos = without(seen.photos, op.args.ref);
    },
    find(seen, op) {
      const [item] = seen.answers.filter((one) => one.id === op.args.item);
      if (item && !item.found) {
        item.found = true;
        seen.findings.push({
          ref: op.id,
          item: item.id,
          name: op.args.name || item.name,
          where: item.device_name,
          ticket: op.args.ticket ? "…" : "",
          times: 1,
          state: op.args.ticket ? "ticket" : "open",
        });
      }
    },
    mended(seen, op) {
      seen.earlier = seen.earlier.filter((one) => one.id !== op.args.finding);
      seen.findings
        .filter((one) => one.id === op.args.finding)
        .forEach((one) => (one.state = "closed"));
    },
    talk(seen, op) {
      seen.talks.push(Object.assign({ ref: op.id, ticket: "" }, op.args));
    },
    untalk(seen, op) {
      seen.talks = without(seen.talks, op.args.ref);
    },
    train(seen, op) {
      seen.trainings.push(Object.assign({ ref: op.id, people: [] }, op.args));
    },
    attend(seen, op) {
      seen.trainings
        .filter((one) => one.ref === op.args.ref)
        .forEach((one) => one.people.push(`${op.args.department || ""} ${op.args.name}`.trim()));
    },
    advice(seen, op) {
      seen.advice.push({ ref: op.id, name: op.args.name, due: op.args.due || "" });
    },
    unadvice(seen, op) {
      seen.advice = without(seen.advice, op.args.ref);
    },
    words(seen, op) {
      seen.summary = op.args.summary || "";
    },
  };

  function apply(seen, op) {
    if (STEPS[op.verb]) {
      seen.state = STEPS[op.verb];
    } else if (op.verb === "sign") {
      const role = op.args.role === "engineer" ? "engineer" : "hospital";
      seen[role + "_signed"] = true;
      seen[role + "_name"] = op.args.name || "";
    } else if (FACTS[op.verb]) {
      seen.hospital_signed = seen.engineer_signed = false;
      FACTS[op.verb](seen, op);
    }
  }

  /** The inspection after the entries kept on this phone. */
  function fold(told, ops) {
    const seen = copy(told);
    ops.forEach((op) => apply(seen, op));
    return seen;
  }

  /** {done, all}: how many items need nothing any more. */
  function progress(seen) {
    const open = jiaohao.visitFold.lacking(seen.answers, seen.photos).length;
    return { done: seen.answers.length - open, all: seen.answers.length };
  }

  /** The items by part, place and device in the order of the round; only what is open if so wished. */
  function rounds(seen, onlyOpen) {
    const open = jiaohao.visitFold.lacking(seen.answers, seen.photos);
    const groups = [];
    seen.answers
      .filter((one) => !onlyOpen || open.indexOf(one) >= 0)
      .forEach((one) => {
        const last = groups[groups.length - 1];
        const key = [one.section, one.place, one.device].join("/");
        if (last && last.key === key) {
          last.items.push(one);
        } else {
          groups.push({
            key,
            section: one.section,
            place: one.place,
            name: one.device_name,
            items: [one],
          });
        }
      });
    return groups;
  }

  /** The first item of the device whose label says this: its address, serial number or name. */
  function ofLabel(seen, text) {
    const said = String(text).trim();
    const link = said.match(/\/odoo\/devices\/(\d+)(?:[/?#]|$)/);
    const same = (value) => value && value.toLowerCase() === said.toLowerCase();
    const found = seen.answers.filter((one) =>
      link ? one.device === Number(link[1]) : said && (same(one.serial) || same(one.device_name))
    );
    return found[0] || null;
  }

  jiaohao.inspectionFold = { fold, progress, rounds, ofLabel };
})(typeof self === "undefined" ? globalThis : self);
