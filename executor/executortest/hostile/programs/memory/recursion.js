(function f() { f(); })();
