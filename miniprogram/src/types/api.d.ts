// Made from docs/openapi.json by `npm run types`. Do not edit.
export interface paths {
    "/api/v1/announcements/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 改公告；可以带 If-Match，带了就比对
         * @description 谁能用：有岗位权限 `requires:edit_community`。
         */
        put: operations["communities.edit_announcement"];
        post?: never;
        /**
         * 拿掉公告
         * @description 谁能用：有岗位权限 `requires:edit_community`。
         */
        delete: operations["communities.remove_announcement"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/api/v1/calendar/{token}.ics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        /**
         * 日历应用来取：我的班次，不含上门地址；地址不对或已失效是 404
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["volunteering.show_calendar"];
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
    "/api/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 开证明：一个单位一张，只算已确认的时长；姓名只留一天，过后再要就再填一次，编号不变
         * @description 谁能用：登录后。
         */
        post: operations["hours.issue_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        /**
         * 用编号核对证明：单位、起止日期、分钟数、状态，没有别的
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["hours.show_certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{number}/document": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        /**
         * 证明的 PDF；姓名已经删除的是 409，重新填一次就有
         * @description 谁能用：登录后。
         */
        get: operations["hours.show_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{number}/match": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 核对纸上的姓名和校验码是不是这张证明的；填的内容不保存
         * @description 谁能用：谁都可以，不用登录。
         */
        post: operations["hours.match_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{number}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤销证明：组织单位的工作人员，写明原因，本人会收到
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.revoke_certificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checkins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 带队、工作人员：等着确认的签到
         * @description 谁能用：有岗位权限 `requires:settle_checkins`。
         */
        get: operations["checkins.list_pending"];
        put?: never;
        /**
         * 扫码签到、签退：先马上上传码；要位置的，五分钟内再补一次
         * @description 谁能用：登录后。
         */
        post: operations["checkins.check_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checkins/{checkin_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkin_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 五分钟内撤销自己的签到
         * @description 谁能用：登录后。
         */
        delete: operations["checkins.undo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checkins/{checkin_id}/decision": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkin_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 带队、工作人员：确认或不认一次签到，写明原因；自己的要由别人来
         * @description 谁能用：有岗位权限 `requires:settle_checkins`。
         */
        post: operations["checkins.decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/checkins/{checkin_id}/position": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkin_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补一次现在的位置：只用来算这一次，用完就丢，不保存
         * @description 谁能用：登录后。
         */
        post: operations["checkins.answer_position"];
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
    "/api/v1/commendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 表扬记录：自己的；工作人员用 of=scope 看本单位记的
         * @description 谁能用：登录后。
         */
        get: operations["hours.list_commendations"];
        put?: never;
        /**
         * 记一条表扬：工作人员，本人会收到；不能给自己记
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.record_commendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 一个社区：欢迎词、公告、报到后工作人员能看到什么、我报到了没有
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["communities.show_community"];
        /**
         * 社区工作人员：改欢迎词和联系方式；带 If-Match，还没写过的带 "0"
         * @description 谁能用：有岗位权限 `requires:edit_community`。
         */
        put: operations["communities.edit_community"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 社区公告，新的在前；本社区工作人员还能看到没开始和已结束的
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["communities.list_announcements"];
        put?: never;
        /**
         * 社区工作人员：发一条公告，写明从何时到何时显示
         * @description 谁能用：有岗位权限 `requires:edit_community`。
         */
        post: operations["communities.announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/members": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 本社区工作人员：谁报到了，只有显示名、类型和日期；看过会给本人留一条记录
         * @description 谁能用：有岗位权限 `requires:read_members`。
         */
        get: operations["communities.list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/membership": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 到社区报到：新报到 201，已经报到过 200；最多三个社区
         * @description 谁能用：登录后。
         */
        put: operations["communities.report_in"];
        post?: never;
        /**
         * 退出社区：志愿身份马上结束，报名和时长照旧，一并列出
         * @description 谁能用：登录后。
         */
        delete: operations["communities.leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/poster": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 社区海报：扫一扫到社区报到；在哪里扫都行，不算到场
         * @description 谁能用：有岗位权限 `requires:print_posters`。
         */
        get: operations["checkins.show_community_poster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/poster/renewal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 换新码：社区以前印的海报从现在起都不能用
         * @description 谁能用：有岗位权限 `requires:print_posters`。
         */
        post: operations["checkins.renew_community_poster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/communities/{area_code}/volunteer-roles": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        /**
         * 还没结束的志愿身份：本社区工作人员看得到是谁；审计员只看到身份和期限
         * @description 谁能用：有岗位权限 `requires:read_volunteer_roles`。
         */
        get: operations["communities.list_roles"];
        put?: never;
        /**
         * 社区工作人员：邀请一位报到的骑手；同一身份已在邀请或在做，就给出那一个（200）
         * @description 谁能用：有岗位权限 `requires:offer_volunteer_roles`。
         */
        post: operations["communities.offer_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出已确认的时长：本单位范围内，CSV 或 XLSX；能处理的人看到名字，其余只有假名编号
         * @description 谁能用：有岗位权限 `requires:read_hours`。
         */
        get: operations["hours.export_hours"];
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
         * 导出站点表：自己范围内的站点，CSV、XLSX 或 GeoJSON，都可以再导入
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
    "/api/v1/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 待确认、待复核、抽查的时长，本单位范围内；自己的会标出来，不能自己处理
         * @description 谁能用：有岗位权限 `requires:read_hours`。
         */
        get: operations["hours.list_hours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/backfills": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 补录没签到的时长：不超过计划，写明哪一班和原因，单独列出
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.backfill_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 确认时长，一次可以多条；一条不行不影响别的，同样的确认再来一次结果不变
         * @description 谁能用：有岗位权限 `requires:decide_hours`。
         */
        post: operations["hours.confirm_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 10 分钟内撤回自己刚才的处理，回到待确认
         * @description 谁能用：有岗位权限 `requires:decide_hours`。
         */
        post: operations["hours.undo_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/{hours_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        /**
         * 一条时长的每一笔，本人和工作人员都能看
         * @description 谁能用：登录后。
         */
        get: operations["hours.show_hours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/{hours_id}/correction": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 更正：原来的冲掉，按新的分钟数重记，写明原因，本人会收到
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.correct_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/{hours_id}/objection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 对自己的时长提异议：处理后 30 天内，组织方 15 个工作日内答复
         * @description 谁能用：登录后。
         */
        post: operations["hours.object_to_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/{hours_id}/rejection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 不通过，写明原因，本人会收到
         * @description 谁能用：有岗位权限 `requires:decide_hours`。
         */
        post: operations["hours.reject_hours"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hours/{hours_id}/second-reading": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 抽查：复核人看过了
         * @description 谁能用：有岗位权限 `requires:approve_hours`。
         */
        post: operations["hours.read_hours_again"];
        delete?: never;
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
         * 导入站点表：CSV、XLSX，或导出的 GeoJSON；dry_run 只看结果不写入
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
    "/api/v1/imports/{batch_id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤销一次导入：写过的站点恢复原样，之后又改过的跳过并列出；只能撤销一次
         * @description Every station of the import must lie within the caller's scope, now and as it was. A station that the import made
         *     is removed, unless somebody uses it already.
         *
         *     谁能用：有岗位权限 `requires:import_stations`。
         */
        post: operations["stations.undo_import"];
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
        /**
         * 注销账号：7天内可以反悔，之后删除；再点一次还是原来的时间
         * @description 谁能用：登录后。
         */
        delete: operations["accounts.leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/access-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 哪个岗位看过我的信息、看了什么、为什么
         * @description 谁能用：登录后。
         */
        get: operations["accounts.list_looks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/calendar-feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 日历订阅：给一个新地址，只有您知道；以前的地址马上失效
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.make_feed"];
        /**
         * 关掉日历订阅
         * @description 谁能用：登录后。
         */
        delete: operations["volunteering.end_feed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的证明：每张一个编号，谁都可以用编号核对
         * @description 谁能用：登录后。
         */
        get: operations["hours.my_certificates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/checkins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的签到，新的在前
         * @description 谁能用：登录后。
         */
        get: operations["checkins.my_checkins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 用领取码把现场登记并到自己的账号，时长一起过来；一个码只能用一次
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.claim"];
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
    "/api/v1/me/deletion-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 注销前看一看：马上结束什么、7天后删什么、留下什么
         * @description 谁能用：登录后。
         */
        get: operations["accounts.preview_leaving"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 导出我的全部信息：数据，或者一份可以留存的文件
         * @description 谁能用：登录后。
         */
        get: operations["accounts.export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的时长：已确认、待确认，每一班一条；format=pdf 是给自己看的汇总，不是证明
         * @description 谁能用：登录后。
         */
        get: operations["hours.my_hours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/hours/issuers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的时长分别由哪些单位记录；谁记录，谁开证明
         * @description 谁能用：登录后。
         */
        get: operations["hours.my_issuers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/member-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 给带队扫的码：一分钟换一次
         * @description 谁能用：登录后。
         */
        get: operations["checkins.my_member_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/memberships": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我报到的社区，最多三个
         * @description 谁能用：登录后。
         */
        get: operations["communities.my_memberships"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notice-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 哪些消息要发到微信，各还能发几条
         * @description 谁能用：登录后。
         */
        get: operations["notices.show_settings"];
        /**
         * 开关各类微信提醒；关掉的仍在消息里
         * @description 谁能用：登录后。
         */
        put: operations["notices.put_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的消息，新的在前
         * @description 谁能用：登录后。
         */
        get: operations["notices.list_notices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/notices/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * 标为已读：指定几条，或到某一条为止的全部
         * @description 谁能用：登录后。
         */
        put: operations["notices.read_notices"];
        post?: never;
        delete?: never;
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
         * 改名字、图案、工种；确认已满16周岁。新名字先请微信看一看，没通过就什么都不改
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
    "/api/v1/me/restoration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 撤销注销：7天内都可以；已经收回的岗位和退掉的报名不会自动回来
         * @description 谁能用：登录后。
         */
        post: operations["accounts.come_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/saved-stations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我收藏的站点，新的在前
         * @description 谁能用：登录后。
         */
        get: operations["stations.list_saved"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/saved-stations/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 收藏一个站点；收藏过的不变
         * @description 谁能用：登录后。
         */
        put: operations["stations.save_station"];
        post?: never;
        /**
         * 取消收藏；后来不再开放的站点也能取消
         * @description 谁能用：登录后。
         */
        delete: operations["stations.unsave_station"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/signups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的报名，带班次卡片；将来的近的在前，过去的新的在前
         * @description 谁能用：登录后。
         */
        get: operations["volunteering.list_own"];
        put?: never;
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
         * 我管的站点，未开放的也在内：有骑手反映没处理的在前，其余按编号；`q` 按名称、编号、地址或拼音查找
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
    "/api/v1/me/stored": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我们存着您的什么、为什么、存多久
         * @description 谁能用：登录后。
         */
        get: operations["accounts.list_stored"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 手机上点了“允许”：先记一笔，以微信通知为准
         * @description 谁能用：登录后。
         */
        post: operations["notices.tell_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/transfer-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 在旧微信上要一个换号码：10 分钟内有效，只能用一次，再要一个，前一个就作废
         * @description 谁能用：登录后。
         */
        post: operations["accounts.make_transfer_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 正在等的更换：旧微信和新微信都看得到
         * @description 谁能用：登录后。
         */
        get: operations["accounts.list_transfers"];
        put?: never;
        /**
         * 在新微信上输入换号码，等旧微信同意
         * @description 谁能用：登录后。
         */
        post: operations["accounts.ask_for_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/transfers/{transfer_id}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transfer_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 在旧微信上同意：账号换到新微信，两边都要重新登录，旧微信不能再登录这个账号
         * @description 谁能用：登录后。
         */
        post: operations["accounts.approve_transfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/volunteer-roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 我的志愿身份和收到的邀请，新的在前
         * @description 谁能用：登录后。
         */
        get: operations["communities.my_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/missing-station-votes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 这里缺个驿站：只记 500 米的格子，不记是谁、从哪里来
         * @description 谁能用：谁都可以，不用登录。
         */
        post: operations["stations.vote_for_station"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/objections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 本单位范围内的异议，先到期的在前
         * @description 谁能用：有岗位权限 `requires:read_hours`。
         */
        get: operations["hours.list_objections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/objections/{objection_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                objection_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 核实后答复异议；分钟数不对的另外更正
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.answer_objection"];
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
    "/api/v1/scenes/{scene}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scene: string;
            };
            cookie?: never;
        };
        /**
         * 一个码代表哪里；码不对、换过新的、站点没有对外开放，都是 404
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["checkins.show_scene"];
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
    "/api/v1/shift-series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 新建重复班次：往后 28 天的都先做成草稿；发布其中一个，整个系列就发布了
         * @description `rrule` is a part of RFC 5545: DAILY, WEEKLY or MONTHLY with INTERVAL, BYDAY, BYMONTHDAY, UNTIL or COUNT. On a
         *     holiday an occurrence waits as a draft (`waits_for`).
         *
         *     谁能用：有岗位权限 `requires:draft_shift`。
         */
        post: operations["volunteering.start_series"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shift-series/{series_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                series_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 结束重复：以后不再有；还没人报名的撤下，有人报了名的照常
         * @description 谁能用：有岗位权限 `requires:draft_shift`。
         */
        delete: operations["volunteering.end_series"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 班次列表：按开始时间；不写 from 就从现在起
         * @description `mine`: those one comes to or waits for. `free=true`: with a place for whoever comes next. Drafts are found with
         *     `status=draft` by those who write them.
         *
         *     谁能用：谁都可以，不用登录。
         */
        get: operations["volunteering.list_shifts"];
        put?: never;
        /**
         * 新建班次（草稿）：写在站点就用站点的位置；不写单位就由最近的上级单位记录时长
         * @description 谁能用：有岗位权限 `requires:draft_shift`。
         */
        post: operations["volunteering.create_shift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        /**
         * 一个班次的全部信息；上门地址只给报上名的人和组织者看
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["volunteering.get_shift"];
        /**
         * 改班次：整份提交，带 If-Match；已发布的改了时间地点，会请报了名的人再确认
         * @description Fewer places than people drop nobody; more places go to those who wait, in order.
         *
         *     谁能用：有岗位权限 `requires:draft_shift`。
         */
        put: operations["volunteering.change_shift"];
        post?: never;
        /**
         * 删除草稿；发布过的请取消
         * @description 谁能用：有岗位权限 `requires:draft_shift`。
         */
        delete: operations["volunteering.drop_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/admissions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 让没报名的人加入：认他的签到，或写他的编号；本人会收到通知
         * @description 谁能用：有岗位权限 `requires:run_shift`。
         */
        post: operations["volunteering.admit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消班次：写明原因，报名和候补的人都会收到通知，谁也不记爽约
         * @description 谁能用：有岗位权限 `requires:publish_shift`。
         */
        post: operations["volunteering.cancel_shift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 评价参加过的活动，1 到 5；评的是活动，不是人，写的话不公开
         * @description 谁能用：登录后。
         */
        put: operations["hours.evaluate_shift"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/poster": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        /**
         * 班次海报：到了、走时扫的码；班次发布以后才有
         * @description 谁能用：有岗位权限 `requires:settle_checkins`。
         */
        get: operations["checkins.show_shift_poster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/poster/renewal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 换新码：这个班次以前印的海报和屏幕上的码从现在起都不能用
         * @description 谁能用：有岗位权限 `requires:settle_checkins`。
         */
        post: operations["checkins.renew_shift_poster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/publication": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 发布班次：逐条确认过清单——不是会议、演练、派对或商业活动，写的都真实
         * @description The first publication in a series publishes its other occurrences, but those on holidays. `warnings` block nothing.
         *
         *     谁能用：有岗位权限 `requires:publish_shift`。
         */
        post: operations["volunteering.publish_shift"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/scans": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 扫会员码签到、签退：没网时先存着，72 小时内补传；自己的要由别人来扫
         * @description 谁能用：有岗位权限 `requires:run_shift`。
         */
        post: operations["volunteering.scan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/screen-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        /**
         * 带队手机上的签到码：接下来十分钟的，每十秒一个；换一位带队的手机，显示的是同一个
         * @description 谁能用：有岗位权限 `requires:run_shift`。
         */
        get: operations["volunteering.shift_screen_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/signups": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        /**
         * 带队、站点、社区：名单，谁来、谁候补、谁到了；看过会给本人留一条记录
         * @description 谁能用：有岗位权限 `requires:read_roster`。
         */
        get: operations["volunteering.show_roster"];
        put?: never;
        /**
         * 报名：有名额就报上，满了排候补；报名即同意记录志愿服务
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{shift_id}/walk-ins": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 登记没有账号的人：给一个领取码，30 天内凭码并到他的账号；同一个 nonce 只登记一次
         * @description 谁能用：有岗位权限 `requires:run_shift`。
         */
        post: operations["volunteering.note_walk_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 接受候补名额；先到先得时也点这里
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/attendance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 手工写到达和离开的时间，写明原因；没来就都空着；自己的要由别人来写
         * @description 谁能用：有岗位权限 `requires:run_shift`。
         */
        put: operations["volunteering.mark"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/excuse": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 没来的免记：本人会收到通知
         * @description 谁能用：有岗位权限 `requires:keep_signups`。
         */
        post: operations["volunteering.excuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/phone-reveal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 社区工作人员：看一次电话，写明原因；本人会看到谁看过、为什么
         * @description 谁能用：有岗位权限 `requires:reveal_phone`。
         */
        post: operations["volunteering.reveal_phone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/reconfirmation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 时间或地点改了，还来
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.reconfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/refusal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 不要这个名额，也不再候补
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.refuse"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/removal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 移出名单：写明原因，本人会收到通知，不留记录
         * @description 谁能用：有岗位权限 `requires:keep_signups`。
         */
        post: operations["volunteering.remove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 换岗位：本人会收到通知
         * @description 谁能用：有岗位权限 `requires:keep_signups`。
         */
        put: operations["volunteering.move"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/statement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 自己说明到达和离开的时间：工作人员核对后算时长
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.state_times"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/signups/{signup_id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 取消报名或候补；跑单走不开（excused）一点就行，不问原因
         * @description 谁能用：登录后。
         */
        post: operations["volunteering.withdraw"];
        delete?: never;
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
        /**
         * 新建站点：能导入这个地方的站点，就能新建
         * @description A draft unless `status` says `active`; hours and amenities come after.
         *
         *     谁能用：有岗位权限 `requires:import_stations`。
         */
        post: operations["stations.create_station"];
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
        /**
         * 改站点的基本情况：整份提交，带 If-Match；编号不能改
         * @description States follow each other: draft, active, inactive and back, defunct. `warnings` names what may be a slip
         *     (`pasted-gcj02`); the change is made all the same.
         *
         *     谁能用：有岗位权限 `requires:edit_station`。
         */
        put: operations["stations.edit_station"];
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
         * 站长、联络员：报一项设施的状态；可以带 If-Match，带了就比对。撤销自己刚说的，骑手的反映重新等回复
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
    "/api/v1/stations/{code}/closures": {
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
         * 临时关闭：从现在或指定时间起；可以写去哪儿代替
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        post: operations["stations.close_station"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/closures/{closure_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                closure_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 现在就结束一次临时关闭；还没开始的就取消
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        delete: operations["stations.reopen_station"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/crowding": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 现在人多不多：空、有人、满；一小时后自动失效，不记是谁说的
         * @description 谁能用：登录后。
         */
        put: operations["stations.put_crowding"];
        post?: never;
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
        /**
         * 撤销刚才的今天照常：十分钟内、自己点的、之后没有别人说过什么；带 If-Match
         * @description 谁能用：有岗位权限 `requires:confirm_station`。
         */
        delete: operations["stations.take_confirmation_back"];
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
    "/api/v1/stations/{code}/exceptions/{date}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                date: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 某一天不一样：整天不开放，或另定时段；写了提醒就告诉收藏的人
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        put: operations["stations.set_exception"];
        post?: never;
        /**
         * 取消某一天的例外，照平时的开放时间
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        delete: operations["stations.drop_exception"];
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
    "/api/v1/stations/{code}/photos": {
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
         * 给驿站拍照：JPEG、PNG 或 WebP，最大 2 MB；通过检查以后别人才看得到
         * @description Only the pixels are kept: the place it was taken and all other remarks of the file are dropped. The same photo sent
         *     again is the same photo.
         *
         *     谁能用：登录后。
         */
        post: operations["stations.add_photo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/photos/{photo_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
                photo_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 管站的人：微信看不准的照片，显示还是拿掉；自己的照片由别人看
         * @description 谁能用：有岗位权限 `requires:keep_photos`。
         */
        put: operations["stations.settle_photo"];
        post?: never;
        /**
         * 删照片：自己的随时可以删；管站的人可以拿掉别人的
         * @description Whoever may no longer know of the station still takes their own photo back: 204 without the detail.
         *
         *     谁能用：登录后。
         */
        delete: operations["stations.delete_photo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/poster": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 站点海报：可打印的网页、PDF，或只要码；码换新后，以前印的就不能用了
         * @description 谁能用：有岗位权限 `requires:print_posters`。
         */
        get: operations["checkins.show_poster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/poster/renewal": {
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
         * 换新码：以前印的海报从现在起都不能用，请马上打印新的贴上
         * @description 谁能用：有岗位权限 `requires:print_posters`。
         */
        post: operations["checkins.renew_poster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 改每周开放时间：整份提交，带 If-Match；两条重叠就不保存
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        put: operations["stations.set_schedules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/schedules/preview": {
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
         * 先看看：这样改，今后 14 天怎么开放、为什么；不保存
         * @description 谁能用：有岗位权限 `requires:edit_station`。
         */
        post: operations["stations.preview_schedules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/screen-code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        /**
         * 站点屏幕上的码：接下来十分钟的，每十秒一个
         * @description 谁能用：有岗位权限 `requires:print_posters`。
         */
        get: operations["checkins.station_screen_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stations/{code}/verifications": {
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
         * 每月核对：站长、联络员逐项确认无误的情况；可以带 If-Match，带了就比对
         * @description 谁能用：有岗位权限 `requires:confirm_station`。
         */
        post: operations["stations.verify_station"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 志愿服务队
         * @description 谁能用：谁都可以，不用登录。
         */
        get: operations["volunteering.list_teams"];
        put?: never;
        /**
         * 建队；不写区域就是全州的队。写了队长，就同时给队长授权
         * @description 谁能用：有岗位权限 `requires:edit_team`。
         */
        post: operations["volunteering.create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 改队名、区域、队长：带 If-Match
         * @description 谁能用：有岗位权限 `requires:edit_team`。
         */
        put: operations["volunteering.edit_team"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{team_id}/membership": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: number;
            };
            cookie?: never;
        };
        get?: never;
        /**
         * 入队：新加入 201，已经在队里 200；队员身份不带任何数据权限
         * @description 谁能用：登录后。
         */
        put: operations["volunteering.join_team"];
        post?: never;
        /**
         * 退队；已经报名的班次不受影响
         * @description 谁能用：登录后。
         */
        delete: operations["volunteering.leave_team"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 培训记录：自己的；工作人员用 of=scope 看本单位记的。培训不算时长
         * @description 谁能用：登录后。
         */
        get: operations["hours.list_trainings"];
        put?: never;
        /**
         * 记一条培训：工作人员，本人会收到；不能给自己记
         * @description 谁能用：有岗位权限 `requires:confirm_hours`。
         */
        post: operations["hours.record_training"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volunteer-roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                role_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * 社区工作人员：撤回邀请，或结束一个身份；会告诉本人
         * @description 谁能用：有岗位权限 `requires:offer_volunteer_roles`。
         */
        delete: operations["communities.revoke_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volunteer-roles/{role_id}/acceptance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                role_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 接受邀请；要先打开说明
         * @description 谁能用：登录后。
         */
        post: operations["communities.accept_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volunteer-roles/{role_id}/resignation": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                role_id: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 不接受邀请，或不做了
         * @description 谁能用：登录后。
         */
        post: operations["communities.give_up_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/work/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 今天的工作：岗位范围内今天的班次，等着处理的时长、签到、反馈和该核对的驿站；没有岗位的是 403
         * @description 谁能用：有岗位权限 `requires:see_work`。
         */
        get: operations["work.show_today"];
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
         * Ready to serve: the database answers, its schema is the code's, the disk has room, and nobody is about to end us.
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
        AcceptanceBody: {
            briefing_opened: boolean;
        };
        AccessLine: {
            /** Format: date-time */
            at: string;
            id: number;
            reason: string | null;
            what: string;
            who: components["schemas"]["Viewer"];
        };
        AccessList: {
            items: components["schemas"]["AccessLine"][];
            next_cursor: string | null;
        };
        AdmissionBody: {
            /** @default null */
            account: string | null;
            /** @default null */
            checkin_id: number | null;
            /** @default null */
            role_id: number | null;
        };
        AmenityBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @default null */
            eta: string | null;
            /** @default  */
            note: string | null;
            /** @enum {string} */
            status: "working" | "limited" | "broken" | "absent" | "unknown";
            /** @default false */
            taking_back: boolean;
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
        AnnouncementBody: {
            body: string;
            from: string;
            title: string;
            to: string;
        };
        AnnouncementPage: {
            items: components["schemas"]["AnnouncementShape"][];
            next_cursor: string | null;
        };
        AnnouncementShape: {
            body: string;
            from: string;
            id: number;
            /** @enum {string} */
            state: "upcoming" | "shown" | "past";
            title: string;
            to: string;
            version: number;
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
        AreaOfCommunity: {
            code: string;
            in_programme: boolean;
            level: string;
            name: string;
            parent_code: string | null;
            path: string;
            short_name: string;
            township_name: string | null;
        };
        AreaShape: {
            code: string;
            name: string;
            path: string;
            township_name: string | null;
        };
        AttendanceBody: {
            checked_in_at: string | null;
            checked_out_at: string | null;
            reason: string;
        };
        BackfillBody: {
            account: string;
            minutes: number;
            reason: string;
            shift_id: number;
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
        CancellationBody: {
            reason: string;
        };
        CardBody: {
            contact: string | null;
            welcome: string;
        };
        CertificateBody: {
            issuer: number;
            name_on_paper: string;
            /** @default null */
            notice_version: number | null;
            /** Format: date */
            period_from: string;
            /** Format: date */
            period_to: string;
        };
        CertificateShape: {
            issuer: components["schemas"]["IssuerShape"];
            minutes: number;
            period_from: string;
            period_to: string;
            /** @enum {string} */
            status: "issued" | "superseded" | "revoked";
        };
        ChangeShape: {
            at: string;
            /** @enum {string} */
            state: "open" | "closed" | "unknown";
        };
        CheckinBody: {
            code: string;
            /**
             * @default null
             * @enum {string|null}
             */
            direction: "in" | "out" | null;
            nonce: string;
            /** @default null */
            occurred_at: string | null;
            /**
             * @default unknown
             * @enum {string}
             */
            onsite_hint: "camera" | "album" | "longpress" | "link" | "unknown";
        };
        CheckinPage: {
            items: components["schemas"]["CheckinShape"][];
            next_cursor: string | null;
        };
        CheckinShape: {
            actions: string[];
            direction: string;
            evidence: components["schemas"]["EvidenceShape"];
            id: number;
            late: boolean;
            local_day: string;
            occurred_at: string;
            pair_no: number;
            position_until: string | null;
            reason: string | null;
            received_at: string;
            scanned: components["schemas"]["MeantShape"] | null;
            /** @enum {string} */
            state: "accepted" | "pending" | "needs_position" | "rejected";
            target: components["schemas"]["MeantShape"] | null;
            undo_until: string;
        };
        ClaimBody: {
            claim_code: string;
            /** @default null */
            notice_version: number | null;
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
        ClosureBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @default null */
            from: string | null;
            reason: string;
            /** @default null */
            substitute_code: string | null;
            /** @default null */
            to: string | null;
        };
        ClosureShape: {
            from: string;
            id: number;
            reason: string;
            substitute_code: string | null;
            to: string | null;
        };
        CodeShape: {
            code: string;
            from: string;
        };
        CodesShape: {
            codes: components["schemas"]["CodeShape"][];
            server_now: string;
            step_s: number;
        };
        CommendationBody: {
            account: string;
            /** Format: date */
            given_on: string;
            issuer: number;
            /** @default  */
            text: string;
            title: string;
        };
        CommendationShape: {
            created_at: string;
            given_on: string;
            id: number;
            issuer: components["schemas"]["IssuerShape"];
            person?: components["schemas"]["PersonShape"] | null;
            text: string;
            title: string;
        };
        CommendationsPage: {
            items: components["schemas"]["CommendationShape"][];
            next_cursor: string | null;
        };
        CommunityCard: {
            actions: string[];
            announcements: components["schemas"]["AnnouncementShape"][];
            area: components["schemas"]["AreaOfCommunity"];
            contact: string | null;
            member: components["schemas"]["OwnPlaceThere"] | null;
            members: components["schemas"]["MemberFigure"] | null;
            staff_see: string[];
            version: number;
            welcome: string;
        };
        CommunityName: {
            code: string;
            name: string;
            township_name: string | null;
        };
        ConfirmationBody: {
            items: components["schemas"]["WishBody"][];
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
        CorrectionBody: {
            minutes: number;
            reason: string;
            version: number;
        };
        CrowdingBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @enum {string} */
            level: "few" | "some" | "full";
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
        DatedException: {
            /** @default null */
            alert: string | null;
            /** Format: date */
            date: string;
            intervals?: components["schemas"]["IntervalBody"][];
            /** @enum {string} */
            kind: "closed" | "special";
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
        DecidedRow: {
            id: number;
            minutes?: number;
            problem?: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state?: "pending" | "awaiting_second" | "confirmed" | "rejected" | "reversed";
            status: number;
            version?: number;
        };
        DecidedShape: {
            batch_id: string;
            items: components["schemas"]["DecidedRow"][];
        };
        DeciderShape: {
            name: string | null;
            role: string;
        };
        DecisionBody: {
            accept: boolean;
            reason: string;
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
        EditedStation: {
            actions: string[];
            address: string;
            alert: string | null;
            amenities: components["schemas"]["AmenityDetail"][];
            area: components["schemas"]["AreaShape"] | null;
            area_name: string;
            calendars: string[];
            capacity_seats: number | null;
            closures: components["schemas"]["ClosureShape"][];
            code: string;
            contact: string | null;
            crowding: components["schemas"]["CrowdingShape"] | null;
            distance_m: number | null;
            exceptions: components["schemas"]["ExceptionShape"][];
            hints: components["schemas"]["NudgeShape"][];
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
            radius_m: number;
            saved: boolean | null;
            schedules: components["schemas"]["ScheduleShape"][];
            stale: boolean;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
            synthetic: boolean;
            told: components["schemas"]["ToldShape"] | null;
            township_name: string | null;
            verified: components["schemas"]["VerifiedShape"] | null;
            version: number;
            warnings: components["schemas"]["NudgeShape"][];
        };
        EndedRole: {
            id: number;
            kind: string;
            name: string;
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
        EvaluationBody: {
            rating: number;
            /** @default  */
            text: string | null;
        };
        EvaluationShape: {
            changed_at: string;
            rating: number;
            text: string;
        };
        EvidenceShape: {
            level: number;
            method: string;
        };
        ExceptionBody: {
            /** @default null */
            alert: string | null;
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            intervals?: components["schemas"]["IntervalBody"][];
            /** @enum {string} */
            kind: "closed" | "special";
        };
        ExceptionShape: {
            alert: string | null;
            date: string;
            intervals: components["schemas"]["IntervalShape"][];
            /** @enum {string} */
            kind: "closed" | "special";
        };
        Export: {
            /** Format: date-time */
            made_at: string;
            tables: components["schemas"]["ExportedTable"][];
        };
        ExportedTable: {
            kept: string;
            purpose: string;
            rows: {
                [key: string]: unknown;
            }[];
            stays: string | null;
            table: string;
            what: string;
        };
        FactsBody: {
            address: string;
            alert: string | null;
            area_code: string;
            calendars: ("CN" | "CN-XJ")[];
            capacity_seats: number | null;
            /** @default null */
            code: string | null;
            contact: string | null;
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @enum {string} */
            kind: "rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet";
            lat: number;
            lng: number;
            name: string;
            open_to_riders: boolean;
            operator_id: number | null;
            radius_m: number;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
        };
        FeedShape: {
            url: string;
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
        HoursDetail: {
            actions: string[];
            changed_minutes: number | null;
            doubts: string[];
            id: number;
            issuer: components["schemas"]["IssuerShape"];
            lines: components["schemas"]["LineShape"][];
            measured_minutes: number | null;
            minutes: number;
            objections: components["schemas"]["ObjectionShape"][];
            own: boolean;
            person: components["schemas"]["PersonShape"];
            /** @enum {string} */
            pile: "normal" | "look";
            planned_minutes: number;
            proposed_minutes: number;
            sampled: boolean;
            service_date: string;
            shift: components["schemas"]["ShiftShape"];
            /** @enum {string} */
            state: "pending" | "awaiting_second" | "confirmed" | "rejected" | "reversed";
            version: number;
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
        InTheWay: {
            scope_code: string;
            scope_name: string;
            title: string;
            type: string;
        };
        InboxItem: {
            body: string;
            /** Format: date-time */
            created_at: string;
            id: number;
            link: string | null;
            /** Format: date-time */
            read_at: string | null;
            title: string;
            /** @enum {string} */
            topic: "signup" | "shift" | "hours" | "station" | "keeping" | "report" | "care" | "community" | "account";
        };
        IntervalBody: {
            closes_minute: number;
            opens_minute: number;
        };
        IntervalShape: {
            closes_minute: number;
            opens_minute: number;
        };
        IssuerShape: {
            id: number;
            name: string;
        };
        IssuersList: {
            items: components["schemas"]["KeptByIssuer"][];
            next_cursor: string | null;
        };
        KeptByIssuer: {
            first_on: string;
            issuer: components["schemas"]["IssuerShape"];
            last_on: string;
            minutes: number;
        };
        KeptCell: {
            code: string;
            column: string;
        };
        KeptPage: {
            items: components["schemas"]["KeptStation"][];
            next_cursor: string | null;
        };
        KeptSignUpShape: {
            id: number;
            shift_id: number;
            starts_at: string;
            title: string;
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
            hints: components["schemas"]["NudgeShape"][];
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
        LeaderShape: {
            account: string;
            display_name: string;
        };
        Leaving: {
            /** Format: date-time */
            erased_after: string;
        };
        LeavingPreview: {
            ends: string[];
            erased: string[];
            /** Format: date-time */
            erased_after: string;
            first: components["schemas"]["InTheWay"][];
            stays: string[];
        };
        LeftShape: {
            roles_ended: components["schemas"]["EndedRole"][];
            signups_kept: components["schemas"]["KeptSignUpShape"][];
        };
        LineShape: {
            batch_id: string | null;
            by: components["schemas"]["DeciderShape"];
            created_at: string;
            id: number;
            /** @enum {string} */
            kind: "proposal" | "first_approval" | "confirm" | "reject" | "reverse" | "backfill";
            minutes: number;
            minutes_next_day: number;
            no: number;
            note: string;
            reason_code: string;
            /** @enum {string} */
            source: "checkin" | "planned" | "stated" | "staff" | "backfill";
        };
        MatchBody: {
            check_code: string;
            name: string;
        };
        MatchShape: {
            match: boolean;
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
        MeantShape: {
            code: string;
            /** @description station | community | shift | … */
            kind: string;
            name: string;
        };
        MemberCodeShape: {
            code: string;
            from: string;
            server_now: string;
            valid_until: string;
        };
        MemberFigure: {
            count: number | null;
            fewer_than: number | null;
        };
        MemberPage: {
            items: components["schemas"]["MemberShape"][];
            next_cursor: string | null;
        };
        MemberShape: {
            display_name: string;
            joined_on: string;
            /** @enum {string} */
            kind: "home" | "work" | "other";
        };
        MembershipBody: {
            /** @default null */
            notice_version: number | null;
        };
        MembershipList: {
            items: components["schemas"]["MembershipShape"][];
            next_cursor: string | null;
        };
        MembershipShape: {
            actions: string[];
            area: components["schemas"]["CommunityName"];
            joined_on: string;
            /** @enum {string} */
            kind: "home" | "work" | "other";
        };
        MessageCredits: {
            credits: {
                [key: string]: number;
            };
        };
        MoveBody: {
            role_id: number;
        };
        NamedShape: {
            id: number;
            name: string;
        };
        NewStationBody: {
            /** @default  */
            address: string;
            /** @default null */
            alert: string | null;
            area_code: string;
            calendars?: ("CN" | "CN-XJ")[];
            /** @default null */
            capacity_seats: number | null;
            code: string;
            /** @default null */
            contact: string | null;
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @enum {string} */
            kind: "rider_station" | "rider_home" | "union_station" | "community_center" | "youth_home" | "womens_home" | "friendly_merchant" | "repair_point" | "swap_cabinet";
            lat: number;
            lng: number;
            name: string;
            /** @default true */
            open_to_riders: boolean;
            /** @default null */
            operator_id: number | null;
            /** @default 150 */
            radius_m: number;
            /**
             * @default draft
             * @enum {string}
             */
            status: "draft" | "active" | "inactive" | "defunct";
        };
        Notice: {
            text: string;
            title: string;
            version: number;
        };
        NoticePage: {
            items: components["schemas"]["InboxItem"][];
            next_cursor: string | null;
        };
        NoticeSettings: {
            credits: {
                [key: string]: number;
            };
            topics: {
                [key: string]: boolean;
            };
        };
        NoticeSettingsBody: {
            topics: {
                [key: string]: boolean;
            };
        };
        NoticesReadBody: {
            ids?: number[];
            up_to?: number;
        };
        NudgeShape: {
            slug: string;
            title: string;
        };
        ObjectionInQueue: {
            actions: string[];
            answer: string | null;
            answered_at: string | null;
            created_at: string;
            due_on: string;
            hours: components["schemas"]["Queued"];
            hours_id: number;
            id: number;
            /** @enum {string} */
            state: "open" | "answered";
            text: string;
        };
        ObjectionShape: {
            answer: string | null;
            answered_at: string | null;
            created_at: string;
            due_on: string;
            hours_id: number;
            id: number;
            /** @enum {string} */
            state: "open" | "answered";
            text: string;
        };
        ObjectionsPage: {
            items: components["schemas"]["ObjectionInQueue"][];
            next_cursor: string | null;
        };
        OfferBody: {
            account: string;
            /**
             * Format: date
             * @default null
             */
            ends_on: string | null;
            /** @enum {string} */
            kind: "grid_volunteer" | "policy_guide" | "place_reporter";
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
        OtherSide: {
            display_name: string;
            public_no: string;
        };
        OwnCertificate: {
            actions: ("print" | "type_name")[];
            backfilled_minutes: number;
            ended_reason: string | null;
            hours: string;
            issued_at: string;
            issuer: components["schemas"]["IssuerShape"];
            minutes: number;
            name_until: string | null;
            number: string;
            period_from: string;
            period_to: string;
            /** @enum {string} */
            status: "issued" | "superseded" | "revoked";
            url: string;
        };
        OwnCertificates: {
            items: components["schemas"]["OwnCertificate"][];
            next_cursor: string | null;
        };
        OwnEntry: {
            actions: string[];
            id: number;
            issuer: components["schemas"]["IssuerShape"];
            /** @enum {string} */
            kind: "proposal" | "first_approval" | "confirm" | "reject" | "reverse" | "backfill";
            minutes: number;
            note: string;
            service_date: string;
            shift: components["schemas"]["ShiftShape"];
            /** @enum {string} */
            source: "checkin" | "planned" | "stated" | "staff" | "backfill";
            /** @enum {string} */
            state: "pending" | "awaiting_second" | "confirmed" | "rejected" | "reversed";
            version: number;
        };
        OwnHoursShape: {
            backfilled_minutes: number;
            confirmed_minutes: number;
            entries: components["schemas"]["OwnEntry"][];
            next_cursor: string | null;
            pending_minutes: number;
        };
        OwnPlaceThere: {
            joined_on: string;
            /** @enum {string} */
            kind: "home" | "work" | "other";
        };
        OwnRole: {
            accepted_at: string | null;
            actions: string[];
            answer_by: string;
            area: components["schemas"]["CommunityName"];
            briefing: string;
            ended_at: string | null;
            ended_why: string | null;
            ends_on: string;
            id: number;
            /** @enum {string} */
            kind: "grid_volunteer" | "policy_guide" | "place_reporter";
            name: string;
            offered_at: string;
            /** @enum {string} */
            state: "offered" | "active" | "ended";
        };
        OwnRolePage: {
            items: components["schemas"]["OwnRole"][];
            next_cursor: string | null;
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
        PendingPage: {
            items: components["schemas"]["PendingShape"][];
            next_cursor: string | null;
        };
        PendingShape: {
            account: string | null;
            actions: string[];
            direction: string;
            display_name: string | null;
            evidence: components["schemas"]["EvidenceShape"];
            id: number;
            late: boolean;
            local_day: string;
            occurred_at: string;
            pair_no: number;
            reason: string | null;
            received_at: string;
            scanned: components["schemas"]["MeantShape"] | null;
            /** @enum {string} */
            state: "accepted" | "pending" | "needs_position" | "rejected";
            target: components["schemas"]["MeantShape"] | null;
        };
        PersonShape: {
            account: string | null;
            display_name: string | null;
            person_ref: string | null;
        };
        Phone: {
            phone_masked: string | null;
        };
        PhoneBody: {
            code: string;
            /** @default null */
            notice_version: number | null;
        };
        PhoneShape: {
            phone: string;
        };
        PhotoDecision: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            /** @enum {string} */
            state: "shown" | "removed";
        };
        PhotoShape: {
            actions: string[];
            id: number;
            /** @enum {string} */
            state: "pending_review" | "review" | "shown";
            url: string;
        };
        PhotoTold: {
            id: number;
            /** @enum {string} */
            state: "pending_review" | "shown";
        };
        PhotoUpload: {
            /** Format: binary */
            file?: string;
        };
        Point: {
            lat: number;
            lng: number;
        };
        PositionBody: {
            accuracy_m: number;
            /**
             * @default gcj02
             * @enum {string}
             */
            crs: "gcj02" | "wgs84";
            lat: number;
            lng: number;
            /** @default null */
            notice_version: number | null;
            source: string;
        };
        PreviewBody: {
            /** @default null */
            closures: components["schemas"]["TriedClosure"][] | null;
            /** @default null */
            exceptions: components["schemas"]["DatedException"][] | null;
            schedules: components["schemas"]["ScheduleBody"][];
        };
        PrintShape: {
            code: string;
            /** @description station | community | shift | … */
            kind: string;
            name: string;
            scene: string;
            /** Format: date-time */
            since: string;
            version: number;
        };
        /** @description RFC 9457 的错误文档；各类错误见 /problems/<slug> */
        Problem: {
            detail: string;
            errors?: {
                column?: string;
                field?: string;
                message: string;
                row?: number;
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
        PublicationBody: {
            checklist_confirmed: boolean;
        };
        QueuePage: {
            items: components["schemas"]["Queued"][];
            next_cursor: string | null;
        };
        Queued: {
            actions: string[];
            changed_minutes: number | null;
            doubts: string[];
            id: number;
            issuer: components["schemas"]["IssuerShape"];
            measured_minutes: number | null;
            minutes: number;
            own: boolean;
            person: components["schemas"]["PersonShape"];
            /** @enum {string} */
            pile: "normal" | "look";
            planned_minutes: number;
            proposed_minutes: number;
            sampled: boolean;
            service_date: string;
            shift: components["schemas"]["ShiftShape"];
            /** @enum {string} */
            state: "pending" | "awaiting_second" | "confirmed" | "rejected" | "reversed";
            version: number;
        };
        RejectionBody: {
            reason: string;
            version: number;
        };
        RemovalBody: {
            reason: string;
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
        ReportInBody: {
            /** @enum {string} */
            kind: "home" | "work" | "other";
            /** @default null */
            notice_version: number | null;
        };
        RevealBody: {
            reason: string;
        };
        RevocationBody: {
            reason: string;
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
        RoleShape: {
            capacity: number;
            free: number;
            id: number;
            name: string;
            registered: number;
            skills: string;
            waitlist_max: number | null;
            waitlisted: number;
        };
        RosterPage: {
            items: components["schemas"]["RosterRow"][];
            next_cursor: string | null;
        };
        RosterRow: {
            account: string | null;
            actions: string[];
            attendance_source: string | null;
            checked_in_at: string | null;
            checked_out_at: string | null;
            display_name: string | null;
            extra: boolean;
            id: number;
            position: number | null;
            reconfirm_due: string | null;
            role_id: number;
            /** @enum {string} */
            state: "registered" | "waitlisted" | "offered" | "checked_in" | "checked_out" | "cancelled" | "late_cancelled" | "excused" | "no_show" | "lapsed" | "shift_cancelled";
            stated_in_at: string | null;
            stated_note: string;
            stated_out_at: string | null;
            version: number;
        };
        SavedPage: {
            items: components["schemas"]["StationCard"][];
            next_cursor: string | null;
        };
        ScanBody: {
            /** @enum {string} */
            direction: "in" | "out";
            member_code: string;
            nonce: string;
            /** @default null */
            occurred_at: string | null;
        };
        ScanShape: {
            account: string | null;
            direction: string;
            display_name: string | null;
            id: number;
            occurred_at: string;
            reason: string | null;
            signup: components["schemas"]["RosterRow"] | null;
            state: string;
        };
        ScheduleBody: {
            byday: number[];
            closes_minute: number;
            /**
             * @default same
             * @enum {string}
             */
            holiday_rule: "same" | "closed" | "only";
            opens_minute: number;
            /** @default null */
            season_from: string | null;
            /** @default null */
            season_to: string | null;
            /**
             * Format: date
             * @default null
             */
            valid_from: string | null;
            /**
             * Format: date
             * @default null
             */
            valid_to: string | null;
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
        SchedulesBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            schedules: components["schemas"]["ScheduleBody"][];
        };
        ScreenCodeShape: {
            code: string;
            from: string;
        };
        ScreenCodesShape: {
            codes: components["schemas"]["ScreenCodeShape"][];
            server_now: string;
            step_s: number;
        };
        SeriesBody: {
            exdates?: string[];
            rrule: string;
            shift: components["schemas"]["ShiftBody"];
        };
        SeriesShape: {
            actions: string[];
            ended_at: string | null;
            exdates: string[];
            first_on: string;
            id: number;
            made_until: string | null;
            published: boolean;
            rrule: string;
            shifts: components["schemas"]["ShiftCard"][];
            version: number;
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
        ShiftBody: {
            area_code: string;
            /** @default null */
            cancel_until: string | null;
            /** @default null */
            capacity: number | null;
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            ends_at: string;
            /** @default  */
            insurance_text: string;
            /** @default null */
            issuer_id: number | null;
            /**
             * @default service
             * @enum {string}
             */
            kind: "service" | "training";
            /** @default null */
            lat: number | null;
            /** @default null */
            lng: number | null;
            /** @default 18 */
            min_age: number;
            /** @default null */
            place: string | null;
            /** @default null */
            private_place: string | null;
            risk_text: string;
            /** @default null */
            roles: components["schemas"]["ShiftRoleBody"][] | null;
            /** @default null */
            signup_closes_at: string | null;
            /** @default null */
            signup_opens_at: string | null;
            starts_at: string;
            /** @default null */
            station_code: string | null;
            /** @default null */
            team_id: number | null;
            title: string;
        };
        ShiftCard: {
            actions: string[];
            area_code: string;
            capacity: number;
            ends_at: string;
            id: number;
            issuer: components["schemas"]["NamedShape"];
            /** @enum {string} */
            kind: "service" | "training";
            lat: number;
            lng: number;
            place: string;
            planned_minutes: number;
            registered: number;
            /** @enum {string} */
            signup_state: "not_open" | "open" | "full_waitlist" | "full" | "closed" | "cancelled" | "done";
            starts_at: string;
            station_code: string | null;
            /** @enum {string} */
            status: "draft" | "published" | "cancelled" | "done";
            team: components["schemas"]["NamedShape"] | null;
            title: string;
            version: number;
            waitlisted: number;
        };
        ShiftDetail: {
            actions: string[];
            area_code: string;
            cancel_reason: string | null;
            cancel_until: string;
            capacity: number;
            ends_at: string;
            id: number;
            insurance_text: string;
            issuer: components["schemas"]["NamedShape"];
            /** @enum {string} */
            kind: "service" | "training";
            lat: number;
            lng: number;
            meeting_point: string;
            min_age: number;
            my_signup: components["schemas"]["SignUpShape"] | null;
            place: string;
            planned_minutes: number;
            private_place: string | null;
            registered: number;
            risk_text: string;
            roles: components["schemas"]["RoleShape"][];
            series_id: number | null;
            server_now: string;
            signup_closes_at: string;
            signup_opens_at: string | null;
            /** @enum {string} */
            signup_state: "not_open" | "open" | "full_waitlist" | "full" | "closed" | "cancelled" | "done";
            starts_at: string;
            station_code: string | null;
            /** @enum {string} */
            status: "draft" | "published" | "cancelled" | "done";
            team: components["schemas"]["NamedShape"] | null;
            title: string;
            version: number;
            waitlisted: number;
            waits_for: string | null;
        };
        ShiftPage: {
            items: components["schemas"]["ShiftCard"][];
            next_cursor: string | null;
        };
        ShiftRoleBody: {
            capacity: number;
            name: string;
            /** @default  */
            skills: string;
            /** @default null */
            waitlist_max: number | null;
        };
        ShiftShape: {
            area_code: string;
            ends_at: string;
            id: number;
            starts_at: string;
            title: string;
        };
        SignInBody: {
            /** @default null */
            age_ok: boolean | null;
            code: string;
            /** @default null */
            device_id: string | null;
            /** @default  */
            device_name: string;
            /** @default false */
            renew: boolean;
        };
        SignUpBody: {
            /** @default null */
            notice_version: number | null;
            /** @default null */
            role_id: number | null;
        };
        SignUpPage: {
            items: components["schemas"]["SignUpWithCard"][];
            next_cursor: string | null;
        };
        SignUpShape: {
            actions: string[];
            cancel_until: string;
            id: number;
            offer_expires_at: string | null;
            position: number | null;
            reconfirm_due: string | null;
            role_id: number;
            server_now: string;
            shift_id: number;
            /** @enum {string} */
            state: "registered" | "waitlisted" | "offered" | "checked_in" | "checked_out" | "cancelled" | "late_cancelled" | "excused" | "no_show" | "lapsed" | "shift_cancelled";
            version: number;
            warnings: components["schemas"]["TightShift"][];
        };
        SignUpWithCard: {
            actions: string[];
            cancel_until: string;
            id: number;
            offer_expires_at: string | null;
            position: number | null;
            reconfirm_due: string | null;
            role_id: number;
            server_now: string;
            shift: components["schemas"]["ShiftCard"];
            shift_id: number;
            /** @enum {string} */
            state: "registered" | "waitlisted" | "offered" | "checked_in" | "checked_out" | "cancelled" | "late_cancelled" | "excused" | "no_show" | "lapsed" | "shift_cancelled";
            version: number;
            warnings: components["schemas"]["TightShift"][];
        };
        SignedIn: {
            account: components["schemas"]["Me"];
            /** Format: date-time */
            expires_at: string;
            is_new: boolean;
            token: string;
        };
        SkippedStation: {
            code: string;
            message: string;
            /** @enum {string} */
            reason: "edited" | "imported_again" | "in_use";
        };
        StaffRole: {
            accepted_at: string | null;
            account: string | null;
            actions: string[];
            answer_by: string;
            area: components["schemas"]["CommunityName"];
            display_name: string | null;
            ends_on: string;
            id: number;
            /** @enum {string} */
            kind: "grid_volunteer" | "policy_guide" | "place_reporter";
            name: string;
            offered_at: string;
            /** @enum {string} */
            state: "offered" | "active" | "ended";
        };
        StaffRolePage: {
            items: components["schemas"]["StaffRole"][];
            next_cursor: string | null;
        };
        StatementBody: {
            checked_in_at: string | null;
            checked_out_at: string | null;
            /** @default  */
            note: string;
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
            calendars: string[];
            capacity_seats: number | null;
            closures: components["schemas"]["ClosureShape"][];
            code: string;
            contact: string | null;
            crowding: components["schemas"]["CrowdingShape"] | null;
            distance_m: number | null;
            exceptions: components["schemas"]["ExceptionShape"][];
            hints: components["schemas"]["NudgeShape"][];
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
            radius_m: number;
            saved: boolean | null;
            schedules: components["schemas"]["ScheduleShape"][];
            stale: boolean;
            /** @enum {string} */
            status: "draft" | "active" | "inactive" | "defunct";
            synthetic: boolean;
            told: components["schemas"]["ToldShape"] | null;
            township_name: string | null;
            verified: components["schemas"]["VerifiedShape"] | null;
            version: number;
        };
        StationList: {
            items: components["schemas"]["StationCard"][];
            next_cursor: string | null;
            server_now: string;
            summary?: components["schemas"]["SummaryShape"];
        };
        Stored: {
            /** @enum {string} */
            consent: "given" | "withdrawn" | "none";
            count: number;
            kept_until: string;
            purpose: string;
            /** Format: date-time */
            since: string | null;
            switchable: boolean;
            what: string;
        };
        StoredList: {
            items: components["schemas"]["Stored"][];
            next_cursor: string | null;
        };
        SubscriptionBody: {
            accepted: number;
            /** @enum {string} */
            template: "signup_result" | "waitlist_offer" | "shift_reminder" | "shift_changed" | "hours_confirmed" | "report_progress" | "care_answer" | "station_alert";
        };
        SummaryShape: {
            always_open: components["schemas"]["StationCard"] | null;
            next_opening: components["schemas"]["StationCard"] | null;
            open_count: number;
            within_m: number | null;
        };
        TeamBody: {
            /** @default null */
            area_code: string | null;
            leader?: string | null;
            name: string;
        };
        TeamPage: {
            items: components["schemas"]["TeamShape"][];
            next_cursor: string | null;
        };
        TeamShape: {
            actions: string[];
            area_code: string | null;
            id: number;
            is_member: boolean;
            leader: components["schemas"]["LeaderShape"] | null;
            name: string;
            version: number;
        };
        TextBody: {
            text: string;
        };
        TightShift: {
            shift_id: number;
            slug: string;
            title: string;
        };
        ToldShape: {
            at: string;
            /** @enum {string} */
            by: "manager" | "riders" | "import";
        };
        TrainingBody: {
            account: string;
            /** Format: date */
            held_on: string;
            issuer: number;
            minutes: number;
            /** @default  */
            note: string;
            /** @default null */
            shift_id: number | null;
            title: string;
        };
        TrainingShape: {
            created_at: string;
            held_on: string;
            id: number;
            issuer: components["schemas"]["IssuerShape"];
            minutes: number;
            note: string;
            person?: components["schemas"]["PersonShape"] | null;
            shift_id: number | null;
            title: string;
        };
        TrainingsPage: {
            items: components["schemas"]["TrainingShape"][];
            next_cursor: string | null;
        };
        Transfer: {
            actions: "approve"[];
            /** Format: date-time */
            expires_at: string;
            id: number;
            /** Format: date-time */
            made_at: string;
            other: components["schemas"]["OtherSide"] | null;
            /** @enum {string} */
            side: "old" | "new";
            /** @enum {string} */
            state: "ended" | "code" | "asked" | "done";
        };
        TransferBody: {
            code: string;
        };
        TransferCode: {
            code: string;
            /** Format: date-time */
            expires_at: string;
        };
        TransferList: {
            items: components["schemas"]["Transfer"][];
            next_cursor: string | null;
        };
        TriedClosure: {
            from: string;
            /** @default null */
            id: number | null;
            /** @default  */
            reason: string;
            /** @default null */
            substitute_code: string | null;
            /** @default null */
            to: string | null;
        };
        UndoBody: {
            batch_id: string;
        };
        UndoResult: {
            removed: number;
            skipped: components["schemas"]["SkippedStation"][];
            undone: number;
        };
        VerificationBody: {
            /** @enum {string} */
            crs?: "gcj02" | "wgs84";
            facts: ("name" | "place" | "hours" | "contact" | "amenities")[];
        };
        VerifiedShape: {
            amenities: string | null;
            contact: string | null;
            hours: string | null;
            name: string | null;
            place: string | null;
        };
        Viewer: {
            /** @enum {string} */
            role: "team_leader" | "station_manager" | "rider_liaison" | "community_staff" | "township_admin" | "county_admin" | "prefecture_admin" | "auditor" | "care_handler" | "second_approver";
            role_name: string;
            unit: string;
        };
        VoteBody: {
            /**
             * @default gcj02
             * @enum {string}
             */
            crs: "gcj02" | "wgs84";
            lat: number;
            lng: number;
        };
        WalkInBody: {
            /** @enum {string} */
            direction: "in" | "out";
            nonce: string;
            /** @default null */
            occurred_at: string | null;
        };
        WalkInShape: {
            claim_code: string;
            claim_until: string | null;
            id: number;
            label: string;
        };
        WarnedShift: {
            actions: string[];
            area_code: string;
            cancel_reason: string | null;
            cancel_until: string;
            capacity: number;
            ends_at: string;
            id: number;
            insurance_text: string;
            issuer: components["schemas"]["NamedShape"];
            /** @enum {string} */
            kind: "service" | "training";
            lat: number;
            lng: number;
            meeting_point: string;
            min_age: number;
            my_signup: components["schemas"]["SignUpShape"] | null;
            place: string;
            planned_minutes: number;
            private_place: string | null;
            registered: number;
            risk_text: string;
            roles: components["schemas"]["RoleShape"][];
            series_id: number | null;
            server_now: string;
            signup_closes_at: string;
            signup_opens_at: string | null;
            /** @enum {string} */
            signup_state: "not_open" | "open" | "full_waitlist" | "full" | "closed" | "cancelled" | "done";
            starts_at: string;
            station_code: string | null;
            /** @enum {string} */
            status: "draft" | "published" | "cancelled" | "done";
            team: components["schemas"]["NamedShape"] | null;
            title: string;
            version: number;
            waitlisted: number;
            waits_for: string | null;
            warnings: components["schemas"]["WarningShape"][];
        };
        WarningShape: {
            slug: string;
            title: string;
        };
        WishBody: {
            id: number;
            /** @default null */
            minutes: number | null;
            /** @default  */
            reason: string;
            version: number;
        };
        WithdrawalBody: {
            /**
             * @default plain
             * @enum {string}
             */
            kind: "plain" | "excused";
        };
        WorkShift: {
            actions: string[];
            area_code: string;
            capacity: number;
            ends_at: string;
            id: number;
            issuer: components["schemas"]["NamedShape"];
            /** @enum {string} */
            kind: "service" | "training";
            lat: number;
            lng: number;
            /** @enum {string|null} */
            my_part: "leader" | "registered" | "waitlisted" | null;
            place: string;
            planned_minutes: number;
            registered: number;
            /** @enum {string} */
            signup_state: "not_open" | "open" | "full_waitlist" | "full" | "closed" | "cancelled" | "done";
            starts_at: string;
            station_code: string | null;
            /** @enum {string} */
            status: "draft" | "published" | "cancelled" | "done";
            team: components["schemas"]["NamedShape"] | null;
            title: string;
            version: number;
            waitlisted: number;
        };
        WorkToday: {
            actions: "see_hours"[];
            checkins_pending: number;
            hours_pending: number;
            objections_open: number;
            reports_open: number;
            server_now: string;
            shifts: components["schemas"]["WorkShift"][];
            stations_stale: number;
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
    "communities.edit_announcement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnouncementBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncementShape"];
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
    "communities.remove_announcement": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: number;
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
    "volunteering.show_calendar": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 日历 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar": string;
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
    "hours.issue_certificate": {
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
                "application/json": components["schemas"]["CertificateBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnCertificate"];
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
    "hours.show_certificate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
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
                    "application/json": components["schemas"]["CertificateShape"];
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
    "hours.show_document": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 证明 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
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
    "hours.match_certificate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MatchBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchShape"];
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
    "hours.revoke_certificate": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevocationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CertificateShape"];
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
    "checkins.list_pending": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                state?: "pending";
                shift?: string | null;
                station?: string | null;
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
                    "application/json": components["schemas"]["PendingPage"];
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
    "checkins.check_in": {
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
                "application/json": components["schemas"]["CheckinBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckinShape"];
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
    "checkins.undo": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkin_id: number;
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
    "checkins.decide": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                checkin_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecisionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PendingShape"];
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
    "checkins.answer_position": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                checkin_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PositionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckinShape"];
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
    "hours.list_commendations": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                of?: "own" | "scope";
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
                    "application/json": components["schemas"]["CommendationsPage"];
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
    "hours.record_commendation": {
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
                "application/json": components["schemas"]["CommendationBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommendationShape"];
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
    "communities.show_community": {
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
                    "application/json": components["schemas"]["CommunityCard"];
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
    "communities.edit_community": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CardBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommunityCard"];
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
    "communities.list_announcements": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
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
                    "application/json": components["schemas"]["AnnouncementPage"];
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
    "communities.announce": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnnouncementBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnnouncementShape"];
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
    "communities.list_members": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
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
                    "application/json": components["schemas"]["MemberPage"];
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
    "communities.report_in": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembershipShape"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembershipShape"];
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
    "communities.leave": {
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
                    "application/json": components["schemas"]["LeftShape"];
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
    "checkins.show_community_poster": {
        parameters: {
            query?: {
                format?: "html" | "pdf" | "png";
            };
            header?: never;
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 海报 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/png": string;
                    "text/html": string;
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
    "checkins.renew_community_poster": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
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
                    "application/json": components["schemas"]["PrintShape"];
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
    "communities.list_roles": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
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
                    "application/json": components["schemas"]["StaffRolePage"];
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
    "communities.offer_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                area_code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfferBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffRole"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffRole"];
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
    "hours.export_hours": {
        parameters: {
            query?: {
                area?: string | null;
                from?: string | null;
                to?: string | null;
                format?: "csv" | "xlsx";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已确认的志愿时长 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
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
    "stations.export_stations": {
        parameters: {
            query?: {
                format?: "csv" | "xlsx" | "geojson";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 驿站表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": Record<string, never>;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
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
    "hours.list_hours": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                state?: "pending" | "awaiting_second" | "changed" | "sampled";
                area?: string | null;
                shift?: number | null;
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
                    "application/json": components["schemas"]["QueuePage"];
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
    "hours.backfill_hours": {
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
                "application/json": components["schemas"]["BackfillBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoursDetail"];
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
    "hours.confirm_hours": {
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
                "application/json": components["schemas"]["ConfirmationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedShape"];
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
    "hours.undo_decision": {
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
                "application/json": components["schemas"]["UndoBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedShape"];
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
    "hours.show_hours": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                hours_id: number;
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
                    "application/json": components["schemas"]["HoursDetail"];
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
    "hours.correct_hours": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HoursDetail"];
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
    "hours.object_to_hours": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionShape"];
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
    "hours.reject_hours": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                hours_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RejectionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecidedShape"];
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
    "hours.read_hours_again": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                hours_id: number;
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
                    "application/json": components["schemas"]["HoursDetail"];
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
    "stations.undo_import": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                batch_id: number;
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
                    "application/json": components["schemas"]["UndoResult"];
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
    "accounts.leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaving"];
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
    "accounts.list_looks": {
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
                    "application/json": components["schemas"]["AccessList"];
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
    "volunteering.make_feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedShape"];
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
    "volunteering.end_feed": {
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
    "hours.my_certificates": {
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
                    "application/json": components["schemas"]["OwnCertificates"];
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
    "checkins.my_checkins": {
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
                    "application/json": components["schemas"]["CheckinPage"];
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
    "volunteering.claim": {
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
                "application/json": components["schemas"]["ClaimBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignUpShape"];
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
    "accounts.preview_leaving": {
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
                    "application/json": components["schemas"]["LeavingPreview"];
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
    "accounts.export": {
        parameters: {
            query?: {
                format?: "json" | "pdf";
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
                    "application/json": components["schemas"]["Export"];
                    "application/pdf": string;
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
    "hours.my_hours": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                format?: "json" | "pdf";
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
                    "application/json": components["schemas"]["OwnHoursShape"];
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
    "hours.my_issuers": {
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
                    "application/json": components["schemas"]["IssuersList"];
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
    "checkins.my_member_code": {
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
                    "application/json": components["schemas"]["MemberCodeShape"];
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
    "communities.my_memberships": {
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
                    "application/json": components["schemas"]["MembershipList"];
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
    "notices.show_settings": {
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
                    "application/json": components["schemas"]["NoticeSettings"];
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
    "notices.put_settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeSettingsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeSettings"];
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
    "notices.list_notices": {
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
                    "application/json": components["schemas"]["NoticePage"];
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
    "notices.read_notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticesReadBody"];
            };
        };
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
    "accounts.come_back": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
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
    "stations.list_saved": {
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
                    "application/json": components["schemas"]["SavedPage"];
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
    "stations.save_station": {
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
    "stations.unsave_station": {
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
    "volunteering.list_own": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
                limit?: number;
                cursor?: string | null;
                when?: "future" | "past";
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
                    "application/json": components["schemas"]["SignUpPage"];
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
    "accounts.list_stored": {
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
                    "application/json": components["schemas"]["StoredList"];
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
    "notices.tell_subscription": {
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
                "application/json": components["schemas"]["SubscriptionBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageCredits"];
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
    "accounts.make_transfer_code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransferCode"];
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
    "accounts.list_transfers": {
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
                    "application/json": components["schemas"]["TransferList"];
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
    "accounts.ask_for_transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
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
    "accounts.approve_transfer": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                transfer_id: number;
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
                    "application/json": components["schemas"]["Transfer"];
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
    "communities.my_roles": {
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
                    "application/json": components["schemas"]["OwnRolePage"];
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
    "stations.vote_for_station": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteBody"];
            };
        };
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
    "hours.list_objections": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                state?: "open" | "answered";
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
                    "application/json": components["schemas"]["ObjectionsPage"];
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
    "hours.answer_objection": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                objection_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ObjectionShape"];
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
    "checkins.show_scene": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scene: string;
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
                    "application/json": components["schemas"]["MeantShape"];
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
    "volunteering.start_series": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
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
                "application/json": components["schemas"]["SeriesBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesShape"];
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
    "volunteering.end_series": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                series_id: number;
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
    "volunteering.list_shifts": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
                limit?: number;
                cursor?: string | null;
                area?: string | null;
                from?: string | null;
                to?: string | null;
                team?: number | null;
                status?: "draft" | "published" | "cancelled" | "done" | null;
                mine?: boolean;
                free?: boolean;
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
                    "application/json": components["schemas"]["ShiftPage"];
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
    "volunteering.create_shift": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
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
                "application/json": components["schemas"]["ShiftBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarnedShift"];
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
    "volunteering.get_shift": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                shift_id: number;
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
                    "application/json": components["schemas"]["ShiftDetail"];
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
    "volunteering.change_shift": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShiftBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarnedShift"];
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
    "volunteering.drop_draft": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
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
    "volunteering.admit": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdmissionBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterRow"];
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
    "volunteering.cancel_shift": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancellationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarnedShift"];
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
    "hours.evaluate_shift": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EvaluationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationShape"];
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
    "checkins.show_shift_poster": {
        parameters: {
            query?: {
                format?: "html" | "pdf" | "png";
            };
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 海报 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/png": string;
                    "text/html": string;
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
    "checkins.renew_shift_poster": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
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
                    "application/json": components["schemas"]["PrintShape"];
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
    "volunteering.publish_shift": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublicationBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarnedShift"];
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
    "volunteering.scan": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScanBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanShape"];
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
    "volunteering.shift_screen_code": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
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
                    "application/json": components["schemas"]["CodesShape"];
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
    "volunteering.show_roster": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path: {
                shift_id: number;
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
                    "application/json": components["schemas"]["RosterPage"];
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
    "volunteering.sign_up": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUpBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignUpShape"];
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
    "volunteering.note_walk_in": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                shift_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WalkInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalkInShape"];
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
    "volunteering.accept": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
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
                    "application/json": components["schemas"]["SignUpShape"];
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
    "volunteering.mark": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttendanceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterRow"];
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
    "volunteering.excuse": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
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
                    "application/json": components["schemas"]["RosterRow"];
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
    "volunteering.reveal_phone": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevealBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneShape"];
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
    "volunteering.reconfirm": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
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
                    "application/json": components["schemas"]["SignUpShape"];
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
    "volunteering.refuse": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
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
                    "application/json": components["schemas"]["SignUpShape"];
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
    "volunteering.remove": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RemovalBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterRow"];
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
    "volunteering.move": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterRow"];
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
    "volunteering.state_times": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatementBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignUpShape"];
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
    "volunteering.withdraw": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                signup_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawalBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignUpShape"];
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
    "stations.create_station": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
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
                "application/json": components["schemas"]["NewStationBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EditedStation"];
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
    "stations.edit_station": {
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
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactsBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EditedStation"];
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
    "stations.close_station": {
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
                "application/json": components["schemas"]["ClosureBody"];
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
    "stations.reopen_station": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                closure_id: number;
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
    "stations.put_crowding": {
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
        requestBody: {
            content: {
                "application/json": components["schemas"]["CrowdingBody"];
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
    "stations.take_confirmation_back": {
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
    "stations.set_exception": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                date: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExceptionBody"];
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
    "stations.drop_exception": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                date: string;
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
    "stations.add_photo": {
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
                "multipart/form-data": components["schemas"]["PhotoUpload"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhotoTold"];
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
    "stations.settle_photo": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                photo_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PhotoDecision"];
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
    "stations.delete_photo": {
        parameters: {
            query?: {
                crs?: "gcj02" | "wgs84";
            };
            header?: never;
            path: {
                code: string;
                photo_id: number;
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
    "checkins.show_poster": {
        parameters: {
            query?: {
                format?: "html" | "pdf" | "png";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 海报 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/png": string;
                    "text/html": string;
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
    "checkins.renew_poster": {
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
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrintShape"];
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
    "stations.set_schedules": {
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
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchedulesBody"];
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
    "stations.preview_schedules": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewBody"];
            };
        };
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
    "checkins.station_screen_code": {
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
                    "application/json": components["schemas"]["ScreenCodesShape"];
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
    "stations.verify_station": {
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
                "application/json": components["schemas"]["VerificationBody"];
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
    "volunteering.list_teams": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                area?: string | null;
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
                    "application/json": components["schemas"]["TeamPage"];
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
    "volunteering.create_team": {
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
                "application/json": components["schemas"]["TeamBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShape"];
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
    "volunteering.edit_team": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShape"];
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
    "volunteering.join_team": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MembershipBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamShape"];
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
    "volunteering.leave_team": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                team_id: number;
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
    "hours.list_trainings": {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string | null;
                of?: "own" | "scope";
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
                    "application/json": components["schemas"]["TrainingsPage"];
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
    "hours.record_training": {
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
                "application/json": components["schemas"]["TrainingBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingShape"];
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
    "communities.revoke_role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                role_id: number;
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
    "communities.accept_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                role_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnRole"];
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
    "communities.give_up_role": {
        parameters: {
            query?: never;
            header?: {
                /** @description 同一个编号、同样的内容只生效一次，再发得到同样的答复（保留 72 小时） */
                "Idempotency-Key"?: string;
            };
            path: {
                role_id: number;
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
                    "application/json": components["schemas"]["OwnRole"];
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
    "work.show_today": {
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
                    "application/json": components["schemas"]["WorkToday"];
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
