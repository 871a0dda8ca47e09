import fc from 'fast-check';

/**
 * Property tests draw the same examples every time, so that a run tells about the change and not about luck.
 * `ALLCLEAR_PROPERTY_SEED=random npm test` looks for new counterexamples; a number repeats one such run.
 */
const fixedSeed = 20_260_429;
const wanted = process.env.ALLCLEAR_PROPERTY_SEED;

if (wanted !== 'random')
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted ?? fixedSeed) });
