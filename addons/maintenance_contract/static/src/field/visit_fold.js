/** @odoo-module ignore */
/*
 * A visit as the phone shows it: what the server told last, and what was done here since. Pure.
 * Which step leads where is the server's table (day.next, day.leads_to), not written here.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});
  const TIMES = { depart: "departed", arrive: "arrived", start: "started", finish: "ended" };

  function copy(value) {
    return JSON.parse(JSON.stringify(value));
  }

  function without(list, ref) {
    return list.filter((one) => one.ref !== ref);
  }

  /** Every change after a signature voids both, as the server does. */
  function voided(visit) {
    visit.hospital_signed = visit.engineer_signed = false;
  }

  const FACTS = {
    check(visit, op) {
      visit.items
        .filter((item) => item.id === op.args.item)
        .forEach((item) =>
          Object.assign(item, {
            choice: op.args.choice || "",
            value: op.args.value === undefined ? null : op.args.value,
            note: op.args.note || "",
          })
        );
    },
    words(visit, op) {
      visit.outcome = op.args.outcome || visit.outcome;
      visit.solution = op.args.solution === undefined ? visit.solution : op.args.solution;
    },
    part(visit, op) {
      visit.parts.push(Object.assign({ ref: op.id }, op.args));
    },
    unpart(visit, op) {
      visit.parts = without(visit.parts, op.args.ref);
    },
    photo(visit, op) {
      visit.photos.push(Object.assign({ ref: op.id, blob: op.blob }, op.args));
    },
    unphoto(visit, op) {
      visit.photos = without(visit.photos, op.args.ref);
    },
    advice(visit, op) {
      visit.advice.push({ ref: op.id, name: op.args.name, due: op.args.due || "" });
    },
    unadvice(visit, op) {
      visit.advice = without(visit.advice, op.args.ref);
    },
  };

  function step(visit, op, leadsTo) {
    visit.state = leadsTo[op.verb];
    if (TIMES[op.verb] && !visit.times[TIMES[op.verb]]) {
      visit.times[TIMES[op.verb]] = op.at;
    }
    if (op.verb === "finish") {
      FACTS.words(visit, op);
    }
  }

  function sign(visit, op) {
    const role = op.args.role === "engineer" ? "engineer" : "hospital";
    visit[role + "_signed"] = true;
    visit[role + "_name"] = op.args.name || "";
  }

  /** The visit after the entries kept on this phone. */
  function fold(visit, ops, leadsTo) {
    const shown = copy(visit);
    ops.forEach((op) => {
      if (leadsTo[op.verb]) {
        step(shown, op, leadsTo);
      } else if (op.verb === "sign") {
        sign(shown, op);
      } else if (FACTS[op.verb]) {
        voided(shown);
        FACTS[op.verb](shown, op);
      }
    });
    return shown;
  }

  /** What an item says: ok, not_ok, skipped, gone or "" (as core/checklist.py of this add-on). */
  function result(item, photos) {
    if (item.choice === "skipped" || item.choice === "gone") {
      return item.choice;
    }
    const judge = { value: valueResult, count: countResult, choice: optionResult }[item.kind];
    if (judge) {
      return judge(item);
    }
    const there = { text: item.note, photo: photos }[item.kind];
    return item.choice || (there ? "ok" : "");
  }

  function valueResult(item) {
    if (item.value === null) {
      return "";
    }
    const low = item.low !== null && item.value < item.low;
    const high = item.high !== null && item.value > item.high;
    return low || high ? "not_ok" : "ok";
  }

  function countResult(item) {
    if (item.value === null) {
      return "";
    }
    return item.expected === null || item.value === item.expected ? "ok" : "not_ok";
  }

  function optionResult(item) {
    if (!item.option) {
      return "";
    }
    return !item.right.length || item.right.indexOf(item.option) >= 0 ? "ok" : "not_ok";
  }

  /** What an item still needs: "answer", "reason", "photo" or "". */
  function lack(item, photos) {
    const said = result(item, photos);
    if (said === "gone") {
      return "";
    }
    if (said === "skipped") {
      return item.required && !item.note ? "reason" : "";
    }
    if (item.required && !said) {
      return "answer";
    }
    return said && item.photo_required && !photos ? "photo" : "";
  }

  /** The items that still need something. */
  function lacking(items, photos) {
    return items.filter((item) =>
      lack(item, photos.filter((photo) => photo.item === item.id).length)
    );
  }

  jiaohao.visitFold = { fold: fold, result: result, lack: lack, lacking: lacking };
})(typeof self === "undefined" ? globalThis : self);
