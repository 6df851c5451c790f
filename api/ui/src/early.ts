// Runs before anything is painted, so that a theme chosen by hand does not
// flash. See view/theme.ts.

try {
  const theme = localStorage.getItem("livecode.theme");
  if (theme) document.documentElement.dataset["theme"] = theme;
} catch { /* the system decides */ }
