/** The name of a property as the database has it: `sellerId` is `seller_id`. */
export const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
