/** The contract between Widya and plugins; another number is another contract. */
export const api = 1;
