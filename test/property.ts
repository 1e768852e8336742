import fc from 'fast-check';

/**
 * Properties are tried with the same values in each run, so that a test that fails tells of the change at hand. `PROPERTY_SEED=random` tries others, and
 * `PROPERTY_SEED=N` those that such a run printed.
 */
const { PROPERTY_SEED = '20261130' } = process.env;

fc.configureGlobal(PROPERTY_SEED === 'random' ? {} : { seed: Number(PROPERTY_SEED) });

export default fc;
