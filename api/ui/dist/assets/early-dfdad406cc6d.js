"use strict";(()=>{try{let e=localStorage.getItem("livecode.theme");e&&(document.documentElement.dataset.theme=e)}catch{}})();
