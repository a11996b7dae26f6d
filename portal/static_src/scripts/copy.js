// Copy sheet: each answer gets a button that copies it. Without this the text is selected and copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy).textContent.trim();
    await navigator.clipboard.writeText(text);
    button.querySelector("[data-said]").textContent = "Copied";
  });
}
