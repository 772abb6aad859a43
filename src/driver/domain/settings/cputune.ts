import type { Domain } from '../../../model/domain/index.ts'

type Tune = NonNullable<Domain['cputune']>

/** Made where there is none. */
export function tuneOf(domain: Domain): Tune {
  domain.cputune ??= {
    ...{ vcpupin: [], iothreadpin: [], vcpusched: [], iothreadsched: [] },
    ...{ cachetune: [], memorytune: [] },
  }
  return domain.cputune
}
