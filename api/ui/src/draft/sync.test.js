import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Problem } from "../api/problem";
import { tryNow } from "../run/patience";
import { Sync } from "./sync";

const py = (code) => ({ language: "python", code });

/** A service with one session's draft, as all tabs see it. */
class Service {
  current = "s1";
  sessions = { s1: { revision: 0, text: null } };
  saves = 0;
  broken = null;

  session = () => this.current;

  async load() {
    await turn();
    if (this.broken) throw this.broken;
    const found = this.sessions[this.current];
    return found ? { base: { session: this.current, revision: found.revision }, text: found.text } : null;
  }

  async save(text, base) {
    await turn();
    if (this.broken) throw this.broken;
    if (!this.sessions[this.current]) {
      this.current = "s2";
      this.sessions.s2 = { revision: 0, text: null };
    }
    const has = this.sessions[this.current];
    if ((base?.session === this.current ? base.revision : 0) !== has.revision) throw new Problem("draft_changed", 412);
    this.saves++;
    has.text = text;
    return { session: this.current, revision: ++has.revision };
  }
}

/** A tab with an editor. */
class Tab {
  shown = [];
  disputes = [];

  constructor(service, code, standing) {
    this.code = code;
    this.sync = new Sync({
      text: () => py(this.code),
      show: ({ name }) => { if (this.shown.at(-1) !== name) this.shown.push(name); },
      kept: () => { this.standing = this.sync.standing; },
      conflict: (theirs) => this.disputes.push(theirs.code),
      adopt: ({ code }) => { this.code = code; },
    }, service);
    this.standing = standing ?? { base: null, unsaved: true };
  }

  async open(kept = true) {
    const ours = kept ? { ...py(this.code), ...this.standing } : this.standing;
    const { text, dispute } = await this.sync.open(ours);
    if (text) this.code = text.code;
    if (dispute) this.disputes.push(dispute.code);
    this.sync.settled(kept || text !== null);
    await this.sync.save();
    return this;
  }

  async type(code) {
    this.code = code;
    await this.sync.save();
  }
}

test("an example is not saved before it is changed", async () => {
  const service = new Service();
  const tab = await new Tab(service, "example").open(false);
  assert.equal(service.saves, 0);
  await tab.type("mine");
  assert.deepEqual([service.saves, service.sessions.s1.text.code, tab.shown.at(-1)], [1, "mine", "saved"]);
  await tab.sync.save();
  assert.equal(service.saves, 1, "what is saved was saved again");
});

test("what is typed while a save is under way is saved after it", async () => {
  const service = new Service();
  const tab = await new Tab(service, "a").open();
  tab.code = "ab";
  const saving = tab.sync.save();
  tab.code = "abc";
  await saving;
  assert.deepEqual([service.sessions.s1.text.code, tab.shown.at(-1), tab.standing.unsaved], ["abc", "saved", false]);
});

test("of two tabs, the one that knows less asks", async () => {
  const service = new Service();
  const one = await new Tab(service, "begun").open();
  const two = await new Tab(service, "", {}).open(false);
  assert.equal(two.code, "begun");
  await one.type("by one");
  await two.type("by two");
  assert.deepEqual([two.disputes, two.shown.at(-1), service.sessions.s1.text.code], [["by one"], "elsewhere", "by one"]);
  await two.type("by two, and more");
  assert.equal(service.saves, 2, "it was saved without the user's word");
  two.sync.keepOurs();
  await two.sync.save();
  assert.equal(service.sessions.s1.text.code, "by two, and more");
  await one.type("by one again");
  assert.deepEqual(one.disputes, ["by two, and more"]);
  assert.equal(one.sync.takeTheirs().code, "by two, and more");
});

test("a tab without changes of its own follows", async () => {
  const service = new Service();
  const one = await new Tab(service, "begun").open();
  const two = await new Tab(service, "begun").open();
  await one.type("further");
  await two.sync.look();
  assert.equal(two.code, "further");
  await one.type("even further");
  two.code = "elsewhere";
  await two.sync.look();
  assert.deepEqual([two.code, two.disputes], ["elsewhere", ["even further"]]);
});

test("the same change from two sides is no dispute", async () => {
  const service = new Service();
  const one = await new Tab(service, "begun").open();
  const two = await new Tab(service, "begun").open();
  await one.type("same");
  await two.type("same");
  assert.deepEqual([two.disputes, two.shown.at(-1), service.saves], [[], "saved", 2]);
});

test("a dispute outlives a reload", async () => {
  const service = new Service();
  const one = await new Tab(service, "begun").open();
  const two = await new Tab(service, "begun").open();
  await one.type("by one");
  await two.type("by two");
  for (let reload = 0; reload < 2; reload++) {
    const again = await new Tab(service, "by two", two.sync.standing).open();
    assert.deepEqual([again.code, again.disputes, service.sessions.s1.text.code], ["by two", ["by one"], "by one"]);
    two.sync = again.sync;
  }
});

test("a service that is away is waited for", async () => {
  const service = new Service();
  const tab = await new Tab(service, "begun").open();
  service.broken = new Problem("network", 0);
  tab.code = "meanwhile";
  const saving = tab.sync.save();
  while (tab.shown.at(-1) !== "waiting") await turn();
  tab.code = "meanwhile, and more";
  service.broken = null;
  tryNow();
  await saving;
  assert.deepEqual([service.sessions.s1.text.code, tab.shown.at(-1)], ["meanwhile, and more", "saved"]);
});

test("who asks for a save hears what is in its way", async () => {
  const service = new Service();
  const tab = await new Tab(service, "begun").open();
  for (const problem of [new Problem("network", 0), new Problem("invalid_request", 400)]) {
    service.broken = problem;
    tab.code += ", and more";
    await assert.rejects(tab.sync.saveAll(), problem);
    // The second time it does not wait for a pause that has begun.
    await assert.rejects(tab.sync.saveAll(), problem);
    service.broken = null;
    await tab.sync.saveAll();
    assert.deepEqual([service.sessions.s1.text.code, tab.shown.at(-1)], [tab.code, "saved"]);
  }
});

test("what the service refuses is tried again after the next change", async () => {
  const service = new Service();
  const tab = await new Tab(service, "begun").open();
  service.broken = new Problem("invalid_request", 400);
  await tab.type("too long");
  assert.equal(tab.shown.at(-1), "refused");
  service.broken = null;
  await tab.type("short");
  assert.equal(tab.shown.at(-1), "saved");
});

test("a session that is gone is replaced, and has the text", async () => {
  const service = new Service();
  const tab = await new Tab(service, "begun").open();
  delete service.sessions.s1;
  await tab.type("on");
  assert.deepEqual([service.current, service.sessions.s2.text.code], ["s2", "on"]);
  // Nor does one come back to an empty page.
  delete service.sessions.s2;
  service.current = "s1";
  await new Tab(service, "on", tab.standing).open();
  assert.equal(service.sessions.s2.text.code, "on");
});

test("a run that got another session takes the draft along", async () => {
  const service = new Service();
  const tab = await new Tab(service, "begun").open();
  service.sessions.s3 = { revision: 0, text: null };
  service.current = "s3";
  assert.equal(tab.sync.moved, true);
  await tab.sync.save();
  assert.deepEqual([service.sessions.s3.text.code, tab.sync.moved], ["begun", false]);
});

test("a page opened without the service loses nothing", async () => {
  const service = new Service();
  const before = await new Tab(service, "begun").open();
  const elsewhere = await new Tab(service, "begun").open();
  await elsewhere.type("elsewhere");
  service.broken = new Problem("network", 0);
  const tab = new Tab(service, "begun", before.standing);
  const opening = tab.open();
  await turn();
  await turn();
  service.broken = null;
  await opening;
  assert.deepEqual([tab.code, service.sessions.s1.text.code, tab.disputes], ["begun", "elsewhere", []]);
  await tab.type("mine");
  assert.deepEqual([tab.disputes, service.sessions.s1.text.code], [["elsewhere"], "elsewhere"]);
});
