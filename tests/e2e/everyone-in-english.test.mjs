import { everyone } from './lib/everyone.mjs'

everyone('en', 'en-GB')
