export const wait = (time) => new Promise((done) => { setTimeout(done, time); });
export const between = (low, high) => low + Math.random() * (high - low);
