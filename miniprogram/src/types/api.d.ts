// Made from docs/openapi.json by `npm run types`. Do not edit.
export interface paths {
    "/api/v1/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 行政区划：按上级、级别或名称查找，按编号排列
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["areas.list_areas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 一个行政区划；已合并的编号给出合并后的那个
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["areas.show_area"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas/{code}/grids": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 在社区里划一个网格
         * @description 谁能用：有岗位权限 `requires:edit_area`。
         */
        post: operations["areas.add_grid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bundles/{area_code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 一个区域的离线包：没有网络也能找站点
         * @description The same for everybody, with or without a token; bytes move only with the hour or a change of the area.
         *
         *     谁能用：谁都可以，不用登录。
         */
        get: operations["stations.get_bundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendars/{calendar}/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar: string;
                year: number;
            };
            cookie?: never;
        };
        /**
         * 一年的节假日与补班
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["areas.show_calendar"];
        /**
         * 整年改写；带 If-Match，新建的年份带 "0"
         * @description 谁能用：有岗位权限 `requires:edit_calendar`。
         */
        put: operations["areas.put_calendar"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/client-config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 小程序启动时要知道的：告知内容、热线、地图中心、消息模板
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["accounts.client_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出站点表：自己范围内的站点，和导入用同样的列
         * @description 谁能用：有岗位权限 `requires:import_stations`。
         */
        get: operations["stations.export_stations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我范围内有哪些岗位授权
         * @description 谁能用：有岗位权限 `requires:read_grants`。
         */
        get: operations["accounts.list_grants"];
        put?: never;
        /**
         * 授权一个岗位；对方要重新登录一次，小程序会自己登录
         * @description 谁能用：有岗位权限 `requires:grant_roles`。
         */
        post: operations["accounts.give_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants/{grant_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 收回一个岗位
         * @description 谁能用：有岗位权限 `requires:grant_roles`。
         */
        delete: operations["accounts.take_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 导入站点表：CSV 或 XLSX；dry_run 只看结果不写入
         * @description A dry run answers 200 with whatever is wrong in ``errors``. Otherwise all rows are written, or, when one is wrong,
         *     none: 422 `sheet-has-errors` with the same members. Every row must lie within the caller's scope.
         *
         *     谁能用：有岗位权限 `requires:import_stations`。
         */
        post: operations["stations.import_stations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的账号和岗位
         * @description 谁能用：登录后。
         */
        get: operations["accounts.show_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我同意过什么，现在还算不算数
         * @description 谁能用：登录后。
         */
        get: operations["accounts.list_consents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/consents/{purpose}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purpose: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 打开一项同意
         * @description 谁能用：登录后。
         */
        put: operations["accounts.give_consent"];
        post?: never;
        /**
         * 撤回一项同意：马上停用，别的都不受影响
         * @description 谁能用：登录后。
         */
        delete: operations["accounts.withdraw_consent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 绑定手机号：按一下微信的按钮，就是同意我们在需要回电话时用它
         * @description 谁能用：登录后。
         */
        post: operations["accounts.bind_phone"];
        /**
         * 删掉手机号
         * @description 谁能用：登录后。
         */
        delete: operations["accounts.remove_phone"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * 改名字、图案、工种；确认已满16周岁
         * @description 谁能用：登录后。
         */
        put: operations["accounts.put_profile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我管的站点，未开放的也在内
         * @description 谁能用：登录后。
         */
        get: operations["stations.my_stations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 单位：按地区或名称查找
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["areas.list_organizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我在哪些设备上登录着
         * @description 谁能用：登录后。
         */
        get: operations["accounts.list_sessions"];
        put?: never;
        /**
         * 登录：微信给的 code 换一个登录凭证；头一次登录就有了账号
         * @description 谁能用：谁都可以，不用登录。
         */
        post: operations["accounts.sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 退出登录
         * @description 谁能用：登录后。
         */
        delete: operations["accounts.end_current_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 让一台设备退出；别的设备要在登录后 10 分钟内操作
         * @description 谁能用：登录后。
         */
        delete: operations["accounts.end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 找站点：按距离，没有位置就按名称
         * @description Active stations open to riders. The first page leads with a summary: how many are open now, or where to go instead.
         *
         *     谁能用：谁都可以，不用登录。
         */
        get: operations["stations.list_stations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 一个站点的全部信息
         * @description Hidden stations are known only to their staff. The ETag is the version an edit must name.
         *
         *     谁能用：谁都可以，不用登录。
         */
        get: operations["stations.get_station"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/amenities/{amenity}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                amenity: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 站长、联络员：报一项设施的状态；可以带 If-Match，带了就比对
         * @description 谁能用：有岗位权限 `requires:set_amenity`。
         */
        put: operations["stations.set_amenity"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/amenity-reports": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 站长：还没处理的报告，每项几个人、从何时到何时；看不到是谁
         * @description 谁能用：有岗位权限 `requires:settle_reports`。
         */
        get: operations["stations.list_reports"];
        put?: never;
        /**
         * 骑手：报一项设施的情况，或“到了没开”；半小时内三个人说法一致才改状态
         * @description 谁能用：登录后。
         */
        post: operations["stations.report_amenity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/amenity-reports/settlement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 站长：一次处理完一项设施的所有报告，并写明现在的状态
         * @description 谁能用：有岗位权限 `requires:settle_reports`。
         */
        post: operations["stations.settle_reports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/daily-confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 今天照常：写出来的设施改状态，其余照旧确认
         * @description 谁能用：有岗位权限 `requires:confirm_station`。
         */
        post: operations["stations.confirm_daily"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/days": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 今后几天的开放时间，每天附原因
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["stations.get_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 改过什么：何时、从什么到什么、以什么身份；姓名只给本站的工作人员看
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["stations.show_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The process answers.
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["healthz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready to serve: the database answers, its schema is the code's, the disk has room. Redis is not needed.
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AmenityBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @default null */
            eta: string | null;
            /** @default  */
            note: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown";
        };
        AmenityDetail: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk";
            eta: string | null;
            note: string;
            since: string;
            /** @enum {string} */
            source: "manager" | "riders" | "import";
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown";
        };
        AmenityShape: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk";
            eta: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown";
        };
        Area: {
            code: string;
            in_programme: boolean;
            /** @enum {string} */
            level: "prefecture" | "county" | "township" | "community" | "grid";
            name: string;
            parent_code: string | null;
            path: string;
            short_name: string;
            township_name: string | null;
        };
        AreaList: {
            items: components["schemas"]["Area"][];
            next_cursor: string | null;
        };
        AreaShape: {
            code: string;
            name: string;
            path: string;
            township_name: string | null;
        };
        Bundle: {
            columns: string[];
            format: number;
            generated_at: string;
            rows: unknown[][];
            valid_from: string;
            valid_until: string;
        };
        Calendar: {
            /** @enum {string} */
            calendar: "CN" | "CN-XJ";
            days: components["schemas"]["Day"][];
            /** @enum {string} */
            state: "complete" | "provisional";
            version: number;
            year: number;
        };
        CalendarBody: {
            days: components["schemas"]["DayBody"][];
            /** @enum {string} */
            state: "complete" | "provisional";
        };
        ChangeShape: {
            at: string;
            /** @enum {string} */
            state: "open" | "closed" | "unknown";
        };
        ClientConfig: {
            features: {
                [key: string]: boolean;
            };
            hotlines: components["schemas"]["Hotline"][];
            map_center: components["schemas"]["Point"];
            min_client_version: string;
            notices: {
                [key: string]: components["schemas"]["Notice"];
            };
            /** Format: date-time */
            server_now: string;
            templates: {
                [key: string]: string | null;
            };
        };
        ClosureShape: {
            from: string;
            id: number;
            reason: string;
            substitute_code: string | null;
            to: string | null;
        };
        ConfirmedAmenity: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk";
            /** @default null */
            eta: string | null;
            /** @default  */
            note: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown";
        };
        Consent: {
            /** Format: date-time */
            at: string | null;
            current_version: number;
            notice_version: number | null;
            purpose: string;
            /** @enum {string} */
            state: "given" | "withdrawn" | "none";
            switchable: boolean;
            title: string;
        };
        ConsentBody: {
            notice_version: number;
        };
        ConsentList: {
            items: components["schemas"]["Consent"][];
            next_cursor: string | null;
        };
        CrowdingShape: {
            at: string;
            /** @enum {string} */
            level: "few" | "some" | "full";
        };
        DailyConfirmationBody: {
            amenities?: components["schemas"]["ConfirmedAmenity"][];
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
        };
        Day: {
            /** Format: date */
            date: string;
            /** @enum {string} */
            kind: "off" | "work" | "uncertain";
            name: string;
            /** Format: date */
            stands_for: string | null;
        };
        DayBody: {
            /** Format: date */
            date: string;
            /** @enum {string} */
            kind: "off" | "work" | "uncertain";
            name: string;
            /**
             * Format: date
             * @default null
             */
            stands_for: string | null;
        };
        DayInterval: {
            closes_at: string;
            opens_at: string;
        };
        DayList: {
            items: components["schemas"]["DayShape"][];
            next_cursor: string | null;
        };
        DayShape: {
            date: string;
            intervals: components["schemas"]["DayInterval"][];
            /** @enum {string} */
            state: "open" | "closed" | "unknown";
            /** @enum {string} */
            why: "exception" | "closure" | "season" | "holiday" | "rule";
        };
        Device: {
            /** Format: date-time */
            created_at: string;
            current: boolean;
            device_name: string;
            /** Format: date-time */
            expires_at: string;
            id: number;
            /** Format: date-time */
            last_seen_at: string;
        };
        DeviceList: {
            items: components["schemas"]["Device"][];
            next_cursor: string | null;
        };
        Error: {
            /** @description Error code */
            code?: number;
            /** @description Errors */
            errors?: {
                [key: string]: unknown;
            };
            /** @description Error message */
            message?: string;
            /** @description Error name */
            status?: string;
        };
        ExceptionShape: {
            alert: string | null;
            date: string;
            intervals: components["schemas"]["IntervalShape"][];
            /** @enum {string} */
            kind: "closed" | "special";
        };
        Grant: {
            account: string;
            display_name: string;
            /** Format: date-time */
            ends_at: string;
            granted_by: string | null;
            id: number;
            /** @enum {string} */
            role: "team_leader" | "station_manager" | "rider_liaison" | "community_staff" | "township_admin" | "county_admin" | "prefecture_admin" | "auditor" | "care_handler" | "second_approver";
            scope_code: string;
            /** @enum {string} */
            scope_kind: "area" | "org" | "team" | "station";
            scope_name: string;
            /** Format: date-time */
            starts_at: string;
        };
        GrantBody: {
            account: string;
            /**
             * Format: date-time
             * @default null
             */
            ends_at: string | null;
            /** @enum {string} */
            role: "team_leader" | "station_manager" | "rider_liaison" | "community_staff" | "township_admin" | "county_admin" | "prefecture_admin" | "auditor" | "care_handler" | "second_approver";
            scope_code: string;
        };
        GrantList: {
            items: components["schemas"]["Grant"][];
            next_cursor: string | null;
        };
        GridBody: {
            name: string;
        };
        HistoryLine: {
            after: unknown;
            at: string;
            before: unknown;
            field: string;
            role: string;
            /** @enum {string} */
            source: "manager" | "riders" | "import";
            who: string | null;
        };
        HistoryPage: {
            items: components["schemas"]["HistoryLine"][];
            next_cursor: string | null;
        };
        Hotline: {
            name: string;
            number: string;
        };
        ImportResult: {
            batch_id: number | null;
            created: number;
            errors: components["schemas"]["SheetFault"][];
            kept: components["schemas"]["KeptCell"][];
            rows: number;
            unchanged: number;
            updated: number;
        };
        ImportUpload: {
            /** Format: binary */
            file?: string;
        };
        IntervalShape: {
            closes_minute: number;
            opens_minute: number;
        };
        KeptCell: {
            code: string;
            column: string;
        };
        KeptPage: {
            items: components["schemas"]["KeptStation"][];
            next_cursor: string | null;
        };
        KeptStation: {
            actions: string[];
            address: string;
            alert: string | null;
            amenities: components["schemas"]["AmenityShape"][];
            area_name: string;
            code: string;
            contact: string | null;
            crowding: components["schemas"]["CrowdingShape"] | null;
            distance_m: number | null;
            /** @enum {string} */
            kind: "rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet";
            last_verified_at: string | null;
            lat: number;
            lng: number;
            name: string;
            next_change: components["schemas"]["ChangeShape"] | null;
            open_on_arrival: boolean | null;
            open_reports: number;
            /** @enum {string} */
            open_state: "open" | "closed" | "unknown";
            open_to_riders: boolean;
            open_until: string | null;
            opens_at: string | null;
            stale: boolean;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
            synthetic: boolean;
            told: components["schemas"]["ToldShape"] | null;
            township_name: string | null;
            version: number;
        };
        Me: {
            age_ok: boolean;
            avatar_url: string;
            display_name: string;
            /** Format: date-time */
            erased_after: string | null;
            id: number;
            phone_masked: string | null;
            public_no: string;
            roles: components["schemas"]["Role"][];
            /** @enum {string} */
            status: "active" | "closing";
            unread_notices: number;
            version: number;
            /** @enum {string|null} */
            work_kind: "rider" | "courier" | "driver" | "other" | null;
        };
        Notice: {
            text: string;
            title: string;
            version: number;
        };
        OpenReportsList: {
            items: components["schemas"]["OpenReportsShape"][];
            next_cursor: string | null;
        };
        OpenReportsShape: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk" | "opening";
            count: number;
            first_at: string;
            last_at: string;
            status: string;
        };
        Organization: {
            area_code: string | null;
            contact: string | null;
            id: number;
            kind: string;
            may_issue: boolean;
            name: string;
            township_name: string | null;
        };
        OrganizationList: {
            items: components["schemas"]["Organization"][];
            next_cursor: string | null;
        };
        OrganizationShape: {
            id: number;
            name: string;
        };
        PaginationMetadata: {
            /** @description First available page number. */
            first_page?: number;
            /** @description Last available page number. */
            last_page?: number;
            /** @description Next page number. */
            next_page?: number;
            /** @description Current page number. */
            page?: number;
            /** @description Previous page number. */
            previous_page?: number;
            /** @description Total number of items. */
            total?: number;
            /** @description Total number of pages. */
            total_pages?: number;
        };
        Phone: {
            phone_masked: string | null;
        };
        PhoneBody: {
            code: string;
            /** @default null */
            notice_version: number | null;
        };
        PhotoShape: {
            id: number;
            url: string;
        };
        Point: {
            lat: number;
            lng: number;
        };
        /** @description RFC 9457 的错误文档；各类错误见 /problems/<slug> */
        Problem: {
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
            request_id: string;
            status: number;
            title: string;
            /** @description /problems/<slug> */
            type: string;
        };
        ProfileBody: {
            age_ok: boolean;
            avatar_url: string;
            display_name: string;
            /** @enum {string|null} */
            work_kind: "rider" | "courier" | "driver" | "other" | null;
        };
        ReportBody: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk" | "opening";
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @default  */
            note: string | null;
            /** @default null */
            occurred_at: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "closed";
        };
        Role: {
            /** Format: date-time */
            ends_at: string;
            id: number;
            /** @enum {string} */
            role: "team_leader" | "station_manager" | "rider_liaison" | "community_staff" | "township_admin" | "county_admin" | "prefecture_admin" | "auditor" | "care_handler" | "second_approver";
            scope_code: string;
            /** @enum {string} */
            scope_kind: "area" | "org" | "team" | "station";
            scope_name: string;
        };
        ScheduleShape: {
            byday: number[];
            closes_minute: number;
            /** @enum {string} */
            holiday_rule: "same" | "closed" | "only";
            opens_minute: number;
            season_from: string | null;
            season_to: string | null;
            valid_from: string | null;
            valid_to: string | null;
        };
        SettlementBody: {
            /** @enum {string} */
            amenity: "drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk" | "opening";
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @default null */
            eta: string | null;
            /** @default  */
            note: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown" | "open" | "closed";
        };
        SheetFault: {
            column: string;
            message: string;
            row: number;
        };
        SignInBody: {
            /** @default null */
            age_ok: boolean | null;
            code: string;
            /** @default null */
            device_id: string | null;
            /** @default  */
            device_name: string;
        };
        SignedIn: {
            account: components["schemas"]["Me"];
            /** Format: date-time */
            expires_at: string;
            is_new: boolean;
            token: string;
        };
        StationCard: {
            address: string;
            alert: string | null;
            amenities: components["schemas"]["AmenityShape"][];
            area_name: string;
            code: string;
            contact: string | null;
            crowding: components["schemas"]["CrowdingShape"] | null;
            distance_m: number | null;
            /** @enum {string} */
            kind: "rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet";
            last_verified_at: string | null;
            lat: number;
            lng: number;
            name: string;
            next_change: components["schemas"]["ChangeShape"] | null;
            open_on_arrival: boolean | null;
            /** @enum {string} */
            open_state: "open" | "closed" | "unknown";
            open_until: string | null;
            opens_at: string | null;
            stale: boolean;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
            synthetic: boolean;
            told: components["schemas"]["ToldShape"] | null;
            township_name: string | null;
            version: number;
        };
        StationDetail: {
            actions: string[];
            address: string;
            alert: string | null;
            amenities: components["schemas"]["AmenityDetail"][];
            area: components["schemas"]["AreaShape"] | null;
            area_name: string;
            capacity_seats: number | null;
            closures: components["schemas"]["ClosureShape"][];
            code: string;
            contact: string | null;
            crowding: components["schemas"]["CrowdingShape"] | null;
            distance_m: number | null;
            exceptions: components["schemas"]["ExceptionShape"][];
            hours_note: string | null;
            hours_words: string;
            /** @enum {string} */
            kind: "rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet";
            last_verified_at: string | null;
            lat: number;
            lng: number;
            name: string;
            next_change: components["schemas"]["ChangeShape"] | null;
            open_on_arrival: boolean | null;
            /** @enum {string} */
            open_state: "open" | "closed" | "unknown";
            open_to_riders: boolean;
            open_until: string | null;
            opens_at: string | null;
            operator: components["schemas"]["OrganizationShape"] | null;
            photos: components["schemas"]["PhotoShape"][];
            saved: boolean | null;
            schedules: components["schemas"]["ScheduleShape"][];
            stale: boolean;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
            synthetic: boolean;
            told: components["schemas"]["ToldShape"] | null;
            township_name: string | null;
            version: number;
        };
        StationList: {
            items: components["schemas"]["StationCard"][];
            next_cursor: string | null;
            server_now: string;
            summary?: components["schemas"]["SummaryShape"];
        };
        SummaryShape: {
            always_open: components["schemas"]["StationCard"] | null;
            next_opening: components["schemas"]["StationCard"] | null;
            open_count: number;
            within_m: number | null;
        };
        ToldShape: {
            at: string;
            /** @enum {string} */
            by: "manager" | "riders" | "import";
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "areas.list_areas": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                parent?: string | null;
                level?: "prefecture" | "county" | "township" | "community" | "grid" | null;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "areas.show_area": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "areas.add_grid": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GridBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Area"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.get_bundle": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bundle"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "areas.show_calendar": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar: string;
                year: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "areas.put_calendar": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                calendar: string;
                year: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CalendarBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Calendar"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.client_config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientConfig"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.export_stations": {
        parameters: {
            query?: {
                format?: "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.list_grants": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                scope?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.give_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GrantBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.take_role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.import_stations": {
        parameters: {
            query?: {
                dry_run?: boolean;
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImportUpload"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportResult"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.show_me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.list_consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.give_consent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purpose: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.withdraw_consent": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purpose: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consent"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.bind_phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhoneBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Phone"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.remove_phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Phone"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.put_profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfileBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.my_stations": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptPage"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "areas.list_organizations": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                area?: string | null;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.list_sessions": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.sign_in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.end_current_session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "accounts.end_session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.list_stations": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
                limit?: number;
                cursor?: string | null;
                lat?: number | null;
                lng?: number | null;
                radius_m?: number;
                kind?: ("rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet")[];
                amenity?: ("drinking_water" | "refill" | "hot_water" | "microwave" | "fridge" | "seats" | "recliner" | "heating" | "air_conditioning" | "fan" | "phone_charging" | "ebike_charging" | "battery_swap" | "ebike_parking" | "wifi" | "toilet" | "shower" | "first_aid" | "aed" | "umbrella_raincoat" | "tools_pump" | "tyre_repair" | "helmet_lending" | "books" | "tv" | "locker" | "women_room" | "nursing" | "ramp" | "lit_entrance" | "staffed" | "self_service_door" | "legal_desk" | "policy_desk")[];
                open?: string | null;
                area?: string | null;
                q?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.get_station": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationDetail"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.set_amenity": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                amenity: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AmenityBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationDetail"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.list_reports": {
        parameters: {
            query?: {
                state?: "open";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenReportsList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.report_amenity": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationDetail"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.settle_reports": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettlementBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationDetail"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.confirm_daily": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DailyConfirmationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StationDetail"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.get_days": {
        parameters: {
            query?: {
                from?: string | null;
                days?: number;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DayList"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "stations.show_history": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    healthz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 进程在回答，没有读写任何东西 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 可以服务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 还不能服务，checks 说明哪一项 */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description 没有成功，原因见错误文档 */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
