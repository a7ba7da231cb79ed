// What a page of rules shows while somebody types: pure, no component, no server. Which values are
// possible and what follows from them is the server's to say (core/rules.py).

/** The value of a rule as the page shows it: changed, set here, or of the scope above. */
export function valueOf(rule, changes) {
  const changed = changes[rule.code];
  if (changed === null) {
    return rule.above;
  }
  return changed === undefined ? storedValue(rule) : changed;
}

export function storedValue(rule) {
  return rule.own === null ? rule.above : rule.own;
}

/** Where the shown value comes from: "changed", "own" or "above". */
export function originOf(rule, changes) {
  if (rule.code in changes) {
    return changes[rule.code] === null ? "above" : "changed";
  }
  return rule.own === null ? "above" : "own";
}

/** The changes with a rule set to a value; setting what is stored is no change. */
export function withValue(rule, changes, value) {
  const rest = { ...changes };
  delete rest[rule.code];
  return value === storedValue(rule) ? rest : { ...rest, [rule.code]: value };
}

/** The changes with a rule given back to the scope above. */
export function withReset(rule, changes) {
  const rest = { ...changes };
  delete rest[rule.code];
  return rule.own === null ? rest : { ...rest, [rule.code]: null };
}

/** Every rule's shown value by its code. */
export function valuesOf(rules, changes) {
  return Object.fromEntries(rules.map((rule) => [rule.code, valueOf(rule, changes)]));
}

/** What was typed into a number field: a number, or the text itself for the server to refuse. */
export function typed(text) {
  const trimmed = text.trim();
  return /^-?\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** What a rule does to whom, with the values that are shown. */
export function sentenceOf(rule, values) {
  const template = rule.says[String(values[rule.code])] || rule.says["*"] || "";
  return template.replace(/\{([^{}]+)\}/g, (all, code) => (code in values ? values[code] : all));
}

/** Whether another rule keeps this one from having any effect. */
export function isIdle(rule, values) {
  return Boolean(rule.needs) && !rule.needs[1].includes(String(values[rule.needs[0]]));
}

/** The changes that give every rule its usual value, where there is one. */
export function withTypical(rules, changes) {
  return rules
    .filter((rule) => rule.typical !== null)
    .reduce((all, rule) => withValue(rule, all, rule.typical), changes);
}

/** The places of a bar above or below the middle of a picture, for one patient after the other. */
export function bars(people, width, height) {
  const most = Math.max(1, ...people.map((one) => Math.abs(one.extra)));
  const step = width / Math.max(1, people.length);
  return people.map((one, index) => {
    const size = (Math.abs(one.extra) / most) * (height / 2 - 2);
    return {
      key: index,
      x: index * step,
      y: one.extra > 0 ? height / 2 - size : height / 2,
      width: Math.max(1, step - 1),
      height: Math.max(size, one.extra ? 1 : 0),
      longer: one.extra > 0,
      title: one.title,
    };
  });
}
