// Keeps what is typed into a form as a draft, some seconds after the last keystroke and when the page is left, and says so.
// Without it the button ‘Keep as a draft’ does the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  const status = document.getElementById("draft-said");
  if (!form || !status) return;
  const WAIT_MS = 3000;
  let timer = 0;
  let typed = false;
  let sent = false;

  async function keep(leaving) {
    clearTimeout(timer);
    if (!typed || sent) return;
    typed = false;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { accept: "application/json" },
        keepalive: leaving,
      });
      const { said, error } = await answer.json();
      status.textContent = answer.ok ? said : error;
    } catch {
      typed = true;
      status.textContent = "The draft could not be kept just now. It is tried again as you type.";
    }
  }

  form.addEventListener("input", () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT_MS, false);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep(true);
  });
  addEventListener("pageshow", () => { sent = false; });
})();
