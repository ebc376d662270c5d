import { account } from "./page-account.js";
import { ask, button, element, Refusal, show } from "./page-dom.js";
import { findings, image, images, workItems } from "./page-lists.js";
import { setUp, signIn, signInWithTicket, takeUp } from "./page-sign-in.js";

const PAGES = [
  ["#/work", "Work", workItems],
  ["#/findings", "Findings", findings],
  ["#/images", "Images", images],
];

// Cookies and passkeys belong to the one name under which people see the hub.
const { origin } = document.documentElement.dataset;
if (origin !== location.origin) location.replace(`${origin}/${location.hash}`);
else {
  addEventListener("hashchange", () => void open());
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  void open();
}

async function open() {
  const [, link, token] = /^#(setup|invitation|saml)=(.+)$/.exec(location.hash) ?? [];
  if (link !== undefined) {
    history.replaceState(null, "", "/"); // a link that works once stays in no history
    navigation();
    if (link === "saml") return await signInWithTicket(token, () => go("#/work"));
    return (link === "setup" ? setUp : takeUp)(token, () => go("#/me"));
  }
  try {
    const me = await ask("GET", "/v1/me");
    navigation(me);
    await shown(me);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status !== 401)
      return show("That did not work", element("p", { className: "fault", role: "alert" }, error.message));
    navigation();
    const refused = location.hash === "#refused" ? "The identity provider's answer was not taken." : undefined;
    await signIn(() => go(refused ? "#/work" : location.hash || "#/work"), refused);
  }
}

async function shown(me) {
  const one = /^#\/images\/(\d+)$/.exec(location.hash)?.[1];
  if (one !== undefined) return await image(one);
  if (location.hash === "#/me") return await account(me, open);
  const [, , page] = PAGES.find(([hash]) => hash === location.hash) ?? PAGES[0];
  await page();
}

function go(hash) {
  if (location.hash === hash) return open();
  location.hash = hash;
}

function navigation(me) {
  const nav = document.getElementById("nav");
  if (me === undefined) return nav.replaceChildren();
  const at = location.hash || "#/work";
  const link = ([hash, label]) =>
    element("a", { href: hash, ...(at.startsWith(hash) && { "aria-current": "page" }) }, label);
  const out = button("Sign out", () => ask("POST", "/v1/me/sign-out", {}).then(open));
  nav.replaceChildren(...PAGES.map(link), link(["#/me", me.secondFactor ? "Account" : "Account: second factor"]), out);
}
