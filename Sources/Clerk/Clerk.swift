// Clerk
