/** @odoo-module ignore */
/*
 * Urgent notices on a screen that has no media region: a bar over the lower part of the picture,
 * which leaves the calls readable. With a media region the notice takes its place there.
 */
(function (root) {
  "use strict";
  const jiaohao = (root.jiaohao = root.jiaohao || {});

  const bar = { node: null, shown: {}, owners: [] };

  /** A media region shows notices itself; one whose layout is gone is told to let go. */
  bar.claim = function (region) {
    bar.living();
    bar.owners.push(region);
  };

  bar.living = function () {
    const gone = bar.owners.filter((region) => !region.node.isConnected);
    bar.owners = bar.owners.filter((region) => region.node.isConnected);
    gone.forEach((region) => region.close());
    return bar.owners;
  };

  bar.draw = function (media, now) {
    const urgent = media.notices(now).filter((one) => one.urgent)[0] || null;
    const show = bar.living().length ? null : urgent;
    if (!bar.node && show) {
      bar.node = jiaohao.dom.el("div", "notice-bar", []);
      root.document.body.appendChild(bar.node);
    }
    if (bar.node) {
      bar.node.hidden = !show;
      jiaohao.dom.fillOnce(bar.node, show ? String(show.id) + show.text : "", () =>
        show ? bar.words(show) : []
      );
    }
    if (urgent) {
      bar.seen(media, urgent, now);
    }
  };

  bar.words = function (notice) {
    const el = jiaohao.dom.el;
    return [
      el("i", "sign", "!"),
      el("div", "", [
        el("b", "", notice.text),
        notice.text_en ? el("span", "", notice.text_en) : null,
      ]),
    ];
  };

  /** Said once a notice: shown, after it stood in the picture for two frames. */
  bar.seen = function (media, notice, now) {
    if (!bar.shown[notice.id] && !root.document.hidden) {
      bar.shown[notice.id] = true;
      jiaohao.dom.painted(() => media.said(notice.id, "shown", now, now));
    }
  };

  jiaohao.noticeBar = bar;
})(typeof self === "undefined" ? globalThis : self);
