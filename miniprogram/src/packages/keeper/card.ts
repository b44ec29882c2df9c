/** The card as riders' lists show it now. No WeChat here. */
import type { StationDetail } from '../../services/station'
import { AMENITIES } from '../../texts/pages'
import { chipsAt, placed } from '../../utils/nearby'
import { fromCard } from '../../utils/station'
import { amenityWords, type CardWords, cardWords } from '../../utils/words'

/** `amenity`: the thing just spoken of, shown whether or not it is one of the season's chips. */
export function cardSeen(detail: StationDetail, now: number, amenity = ''): CardWords {
  const card = cardWords(placed([fromCard(detail, now)], null)[0]!, now, chipsAt(now), false)
  const found = detail.amenities.find((one) => one.amenity === amenity)
  if (!found || card.amenities.some(({ code }) => code === amenity)) return card
  return { ...card, amenities: [...card.amenities, amenityWords(amenity, found.status, found.eta, now, AMENITIES)] }
}
