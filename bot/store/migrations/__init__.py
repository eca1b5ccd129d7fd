"""Steps that bring a store from any earlier schema to the present one, run by Alembic when the store is opened."""
