// <button data-confirm="Question?"> asks in a dialog before its form is sent. The words of the two answers come with the page;
// data-confirm-yes on the button names the act instead of « Confirmer ».
const template = document.getElementById("confirm-dialog");
let agreed = null;

function ask(button) {
  const dialog = template.content.firstElementChild.cloneNode(true);
  const yes = dialog.querySelector('[value="yes"]');
  dialog.querySelector("h2").textContent = button.dataset.confirm;
  if (button.dataset.confirmYes) yes.textContent = button.dataset.confirmYes;
  if (button.classList.contains("danger")) yes.classList.replace("primary", "danger");
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    button.focus();
    if (dialog.returnValue !== "yes") return;
    agreed = button;
    button.click();
  });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-confirm]");
  if (!button || !template || button.disabled) return;
  if (agreed === button) {
    agreed = null;
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (button.form && !button.formNoValidate && !button.form.reportValidity()) return;
  ask(button);
}, true);
