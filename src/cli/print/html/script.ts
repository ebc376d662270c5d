/** Filter and theme. Without it the page shows everything, which is the safe way to fail. */
export const SCRIPT = `
const all = (selector) => [...document.querySelectorAll(selector)];
const root = document.documentElement;
const theme = document.getElementById("theme");
const search = document.getElementById("search");
const room = document.getElementById("room");
const shown = document.getElementById("shown");
theme.hidden = false;
theme.addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
if (search) {
  document.getElementById("filters").hidden = false;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = all("[data-severity-button][aria-pressed=true]").map((button) => button.dataset.severityButton);
    let count = 0;
    for (const finding of all("details[data-severity]")) {
      const text = finding.textContent.toLowerCase();
      const fits = severities.includes(finding.dataset.severity) && (room.value === "" || room.value === finding.dataset.room) && words.every((word) => text.includes(word));
      finding.hidden = !fits;
      if (fits) count++;
    }
    shown.textContent = count + " shown";
  };
  search.addEventListener("input", apply);
  room.addEventListener("change", apply);
  for (const button of all("[data-severity-button]")) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  apply();
}
`;
