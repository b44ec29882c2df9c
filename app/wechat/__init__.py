"""WeChat. The only importer of wechatpy; errcode numbers stop here. Others call ``gateway`` and see plain values."""
