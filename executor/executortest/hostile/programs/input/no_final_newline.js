console.log("one");
console.log("two ä€😀")