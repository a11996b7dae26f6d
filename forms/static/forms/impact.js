// “What will change”: looks through the open forms in batches and shows how far it is. Without this the link does it whole.
(() => {
  const box = document.querySelector("[data-forms-impact]");
  const start = box?.querySelector("[data-forms-impact-start]");
  if (!box || !start) {
    return;
  }
  const result = box.querySelector("[data-forms-impact-result]");
  const bar = result.querySelector("progress");
  const status = result.querySelector("[data-forms-impact-status]");
  const total = Number(box.dataset.total);
  const sums = { looked: 0, gain: 0, lose: 0, same: Number(box.dataset.silent), unread: 0 };

  const show = () => {
    bar.value = sums.looked;
    for (const place of result.querySelectorAll("[data-forms-impact-count]")) {
      place.textContent = String(sums[place.dataset.formsImpactCount]);
    }
    result.querySelector('[data-forms-impact-count="unread"]').parentElement.hidden = sums.unread === 0;
  };

  const stop = (words) => {
    status.textContent = words;
    bar.hidden = true;
  };

  const next = async (after) => {
    const query = new URLSearchParams({ digest: box.dataset.digest, ...(after ? { after } : {}) });
    const answer = await fetch(`${box.dataset.formsImpact}?${query}`, { headers: { Accept: "application/json" } });
    if (answer.status === 409) {
      stop("Somebody saved this form meanwhile. Load this page again to count anew.");
      return;
    }
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const batch = await answer.json();
    for (const name of Object.keys(sums)) {
      sums[name] += batch[name];
    }
    show();
    if (batch.after) {
      status.textContent = `Looked into ${sums.looked} of ${total} open forms…`;
      await next(batch.after);
    } else {
      stop(`All ${sums.looked} open forms were looked into.`);
    }
  };

  start.hidden = true;
  result.hidden = false;
  status.textContent = `Looking into ${total} open forms…`;
  next("").catch(() => {
    stop("The count broke off. Load this page again, or count all at once below.");
    start.hidden = false;
  });
})();
