// Says what each field is called that the admin completes as one types: what stands in for the list of choices has no
// name of its own while nothing is chosen.
"use strict";

window.addEventListener("load", () => {
  const named = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const stand = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !stand) return;
    label.id ||= `${select.id}_label`;
    const shown = stand.querySelector(".select2-selection__rendered");
    stand.setAttribute("aria-labelledby", shown ? `${label.id} ${shown.id}` : label.id);
    shown?.setAttribute("aria-labelledby", label.id);
  };
  // Whatever is done when the page is ready is done in the order in which it was asked for.
  django.jQuery(() => document.querySelectorAll("select.admin-autocomplete").forEach(named));
  django.jQuery(document).on("select2:open", (event) => {
    const label = document.querySelector(`label[for="${CSS.escape(event.target.id)}"]`);
    const field = document.querySelector(".select2-container--open .select2-search__field");
    if (label && field) field.setAttribute("aria-label", `Search: ${label.textContent.replace(/:\s*$/, "")}`);
  });
});
