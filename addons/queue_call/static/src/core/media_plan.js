/** @odoo-module ignore */
/*
 * What a box plays, as pure functions of its plan and the time: no clock, no DOM, no network.
 *
 * The server decides what plays when (`segments`); here is only which slide comes next, which files
 * are needed and in which order, and how reports of play are put together.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const REPORT_MS = 600000; // one report per media covers at most ten minutes
  const PAGE_S = 12; // a page of a PDF, when its media says nothing better

  /** The segment of a moment. Beyond the plan's days the same hours of its last week go on. */
  function segment(plan, now) {
    const list = (plan && plan.segments) || [];
    if (!list.length) {
      return null;
    }
    const last = list[list.length - 1].to;
    const week = 7 * 86400000;
    const at = now < last ? now : now - week * Math.ceil((now - last + 1) / week);
    const found = list.filter((one) => one.from <= at && at < one.to)[0];
    return found || null;
  }

  /** The slides of one item: a film, a picture, a text; each page of a PDF is one. */
  function slidesOf(id, item) {
    const files = item.files || [];
    const many = files.length > 1;
    if (item.kind === "text" || item.kind === "page") {
      return [slide(id, item, null, 0, item.seconds)];
    }
    return files.map((file, page) =>
      slide(id, item, file, page, many ? Math.max(3, item.seconds || PAGE_S) : item.seconds)
    );
  }

  function slide(id, item, file, page, seconds) {
    return {
      key: id + "." + page,
      media: item.media,
      kind: item.kind,
      item: item,
      file: file,
      last: page === Math.max(1, (item.files || []).length) - 1,
      seconds: seconds || 15,
    };
  }

  /** All slides of a segment, one programme after the other. */
  function slides(plan, part) {
    const found = [];
    ((part && part.programmes) || []).forEach((programme) =>
      (plan.programmes[String(programme)] || []).forEach((id) => {
        const item = plan.items[String(id)];
        if (item) {
          found.push.apply(found, slidesOf(id, item));
        }
      })
    );
    return found;
  }

  /** The slide after `key`, of those that can be played now; null when there is none. */
  function following(list, key, ready) {
    const start = list.map((one) => one.key).indexOf(key) + 1;
    for (let step = 0; step < list.length; step += 1) {
      const one = list[(start + step) % list.length];
      if (!one.file || ready(one.file.sha)) {
        return one;
      }
    }
    return null;
  }

  /** The files of a plan, those first that are needed first from `now` on. */
  function wanted(plan, now) {
    const known = {};
    const found = [];
    ((plan && plan.segments) || [])
      .filter((part) => part.to > now)
      .forEach((part) =>
        slides(plan, part).forEach((one) => {
          if (one.file && !known[one.file.sha]) {
            known[one.file.sha] = true;
            found.push(one.file);
          }
        })
      );
    return found;
  }

  /**
   * Which stored files have to go so that `need` more bytes fit into `quota`.
   * Those that the plan does not want go first, longest unused first; of those that it wants, the
   * ones needed last. `stored`: [{sha, have, used}]; null when there is no way.
   */
  function evict(stored, files, need, quota) {
    const place = {};
    files.forEach((file, index) => (place[file.sha] = index));
    let total = stored.reduce((sum, one) => sum + one.have, 0);
    const rank = (one) => (one.sha in place ? place[one.sha] : Infinity);
    const order = stored.slice().sort((a, b) => {
      if (rank(a) === rank(b)) {
        return a.used - b.used;
      }
      return rank(a) > rank(b) ? -1 : 1;
    });
    const gone = [];
    while (total + need > quota && order.length) {
      const one = order.shift();
      total -= one.have;
      gone.push(one.sha);
    }
    return total + need > quota ? null : gone;
  }

  /** Add one play to the reports that are being put together; give back what is complete. */
  function played(open, play) {
    const known = open[play.media];
    const next = Object.assign({}, open);
    const done = [];
    if (known && play.start - known.start > REPORT_MS) {
      done.push(known);
      delete next[play.media];
    }
    const base = next[play.media] || {
      media: play.media,
      start: play.start,
      plays: 0,
      complete: 0,
      seconds: 0,
    };
    next[play.media] = Object.assign({}, base, {
      end: play.end,
      plays: base.plays + (play.first ? 1 : 0),
      complete: base.complete + (play.complete ? 1 : 0),
      seconds: base.seconds + Math.round((play.end - play.start) / 1000),
    });
    return { open: next, done: done };
  }

  /** A report as the server takes it. */
  function wire(report) {
    return {
      media: report.media,
      start: new Date(report.start).toISOString(),
      end: new Date(report.end).toISOString(),
      plays: report.plays,
      complete: report.complete,
      seconds: report.seconds,
    };
  }

  /** The notices that hold now; the urgent ones first. */
  function notices(list, now) {
    const alive = (list || []).filter((one) => Date.parse(one.until) > now);
    return alive.filter((one) => one.urgent).concat(alive.filter((one) => !one.urgent));
  }

  jiaohao.mediaPlan = {
    segment: segment,
    slides: slides,
    following: following,
    wanted: wanted,
    evict: evict,
    played: played,
    wire: wire,
    notices: notices,
  };
})(typeof self === "undefined" ? globalThis : self);
