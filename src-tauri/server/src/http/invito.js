(function () {
  'use strict';
  var secret = location.hash.slice(1);
  var known = null;
  var busy = false;
  function part(id) { return document.getElementById(id); }
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  function show(state) {
    all('[data-state]').forEach(function (one) { one.hidden = one.dataset.state !== state; });
    var title = document.querySelector('[data-state="' + state + '"] h1');
    if (title) title.focus();
  }

  function ask(path, body) {
    return fetch('/api/invitation/' + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      cache: 'no-store',
    }).then(function (answer) {
      return answer.json().then(
        function (told) { return answer.ok ? told : { code: told.code || 'notSaved' }; },
        function () { return { code: 'notSaved' }; }
      );
    });
  }

  function look() {
    show('loading');
    ask('look', { secret: secret }).then(function (told) {
      if (told.code === 'invitationOver') return show('over');
      if (told.code) return show('away');
      known = told;
      var server = encodeURIComponent(told.server);
      part('who').textContent = told.name;
      part('library').textContent = told.library;
      part('open-here').href = 'sportello://join?server=' + server + '&invitation=' + secret;
      part('open-app').href = 'sportello://join?server=' + server;
      part('server').textContent = told.server;
      all('[data-for]').forEach(function (one) {
        one.hidden = (one.dataset.for === 'user') === (told.user !== null);
      });
      if (told.user !== null) {
        part('user').value = told.user;
        part('user').readOnly = true;
      }
      show('choose');
    }, function () { show('away'); });
  }

  function strength(password) {
    var letters = Array.from(password);
    var different = new Set(letters).size;
    if (letters.length < 10) return 'short';
    if (different < 6 || same(password, part('user').value)) return 'weak';
    return letters.length >= 16 && different >= 9 ? 'strong' : 'good';
  }

  function same(one, other) {
    return one.trim().toLowerCase() === other.trim().toLowerCase();
  }

  function judge() {
    var password = part('password').value;
    var is = password === '' ? null : strength(password);
    all('[data-strength]').forEach(function (one) { one.hidden = one.dataset.strength !== is; });
  }

  function trouble(code) {
    var found = false;
    all('[data-code]').forEach(function (one) {
      one.hidden = one.dataset.code !== code;
      found = found || !one.hidden;
    });
    if (code && !found) {
      document.querySelector('[data-code="notSaved"]').hidden = false;
    }
    ['user', 'password'].forEach(function (field) {
      var wrong = part(field + '-trouble').querySelector('[data-code]:not([hidden])') !== null;
      part(field).setAttribute('aria-invalid', String(wrong));
      if (wrong) part(field).focus();
    });
  }

  function working(on) {
    busy = on;
    all('[data-doing]').forEach(function (one) { one.hidden = (one.dataset.doing === 'yes') !== on; });
  }

  part('form').addEventListener('submit', function (event) {
    event.preventDefault();
    if (busy) return;
    var user = part('user').value.trim();
    var password = part('password').value;
    if (user === '') return trouble('badUser');
    if (Array.from(password).length < 10) return trouble('passwordTooShort');
    trouble(null);
    working(true);
    ask('accept', { secret: secret, user: user, password: password }).then(function (told) {
      working(false);
      if (told.code === 'invitationOver') return show('over');
      if (told.code) return trouble(told.code);
      part('password').value = '';
      part('chosen').textContent = told.user;
      history.replaceState(null, '', location.pathname);
      show('done');
    }, function () {
      working(false);
      trouble('notSaved');
    });
  });
  part('password').addEventListener('input', judge);
  part('user').addEventListener('input', judge);
  part('show').addEventListener('change', function () {
    part('password').type = part('show').checked ? 'text' : 'password';
  });
  part('again').addEventListener('click', look);
  window.addEventListener('hashchange', function () { location.reload(); });
  look();
})();
