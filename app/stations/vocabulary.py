"""Kinds, amenities and states, with the Chinese words that sheets use. The order of amenities is their bit order."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "rider_station": "益骑驿站",
    "rider_home": "小哥之家",
    "union_station": "工会驿站",
    "community_center": "党群服务中心",
    "youth_home": "青年之家",
    "womens_home": "妇女之家",
    "friendly_merchant": "友好商户",
    "repair_point": "修车点",
    "swap_cabinet": "换电柜",
}

AMENITIES: dict[str, str] = {
    "drinking_water": "饮用水",
    "refill": "水杯续水",
    "hot_water": "热水",
    "microwave": "微波炉",
    "fridge": "冰箱",
    "seats": "座椅",
    "recliner": "躺椅",
    "heating": "暖气",
    "air_conditioning": "空调",
    "fan": "风扇",
    "phone_charging": "手机充电",
    "ebike_charging": "电动车充电",
    "battery_swap": "换电柜",
    "ebike_parking": "停车位",
    "wifi": "无线网络",
    "toilet": "卫生间",
    "shower": "淋浴",
    "first_aid": "医药箱",
    "aed": "除颤仪",
    "umbrella_raincoat": "雨具",
    "tools_pump": "充气泵",
    "tyre_repair": "补胎",
    "helmet_lending": "头盔借用",
    "books": "图书",
    "tv": "电视",
    "locker": "储物柜",
    "women_room": "女性休息间",
    "nursing": "母婴室",
    "ramp": "坡道",
    "lit_entrance": "门口照明",
    "staffed": "有人值守",
    "self_service_door": "自助开门",
    "legal_desk": "法律咨询",
    "policy_desk": "政策咨询",
}

AMENITY_STATUSES = ("working", "limited", "broken", "absent", "unknown")
USABLE = frozenset({"working", "limited"})
STATION_STATUSES = ("draft", "active", "inactive", "defunct")

KIND_BY_WORD = {word: kind for kind, word in KINDS.items()}
AMENITY_BY_WORD = {word: amenity for amenity, word in AMENITIES.items()}
AMENITY_BIT = {amenity: 1 << place for place, amenity in enumerate(AMENITIES)}
