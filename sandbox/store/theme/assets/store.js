// The theme's whole JavaScript. Everything here also works without it, by plain forms.
const sectionId = 'cart-drawer';
const drawer = () => document.getElementById('cart-drawer');

/** Puts a freshly rendered drawer in the place of the old one, keeping it open if it was. */
function showDrawer(html, open) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('cart-drawer');
  const old = drawer();
  if (!fresh || !old) return;
  const wasOpen = old.open;
  old.replaceChildren(...fresh.childNodes);
  const count = Number(old.querySelector('[data-cart-count-now]')?.dataset.cartCountNow ?? 0);
  for (const badge of document.querySelectorAll('[data-cart-count]')) {
    badge.textContent = String(count);
    badge.hidden = count === 0;
  }
  if (open && !wasOpen) old.showModal();
}

async function postCart(url, body) {
  const response = await fetch(url, { method: 'POST', headers: { accept: 'application/json' }, body });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.description ?? answer.message);
  return answer;
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const isProduct = form.matches('[data-product-form]');
  // On the cart page everything is shown anew, so the plain form is right there.
  const isChange = form.matches('[data-cart-change]') && form.closest('#cart-drawer');
  if (!isProduct && !isChange) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  body.append('sections', sectionId);
  const target = isChange ? drawer() : form;
  const error = form.querySelector('[data-form-error]');
  target.classList.add('is-busy');
  if (error) error.hidden = true;
  try {
    const answer = await postCart(`${form.action}.js`, body);
    showDrawer(answer.sections[sectionId], isProduct);
  } catch (problem) {
    if (!error) form.submit();
    else {
      error.textContent = problem.message;
      error.hidden = false;
    }
  } finally {
    target.classList.remove('is-busy');
  }
});

// A click beside the drawer closes it.
document.addEventListener('click', (event) => {
  if (event.target === drawer()) event.target.close();
});

document.addEventListener('change', (event) => {
  const field = event.target;
  if (field.matches('[data-submit-on-change]')) field.form.requestSubmit();
  const form = field.closest('[data-product-form]');
  if (!form || field.name !== 'id') return;
  const list = JSON.parse(document.querySelector('[data-variants]')?.textContent ?? '[]');
  const variant = list.find((candidate) => String(candidate.id) === field.value);
  if (!variant) return;
  document.querySelector('[data-product-price]').innerHTML = variant.price;
  const url = new URL(location.href);
  url.searchParams.set('variant', field.value);
  history.replaceState(history.state, '', url);
});
