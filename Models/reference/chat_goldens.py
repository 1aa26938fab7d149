#!/usr/bin/env python3
"""Writes Tests/Goldens/chat.json: templates and conversations, and what Jinja2 makes of them with Transformers' settings.

The templates are our own, in the formats of Llama 3, Qwen2.5, Qwen3, SmolLM2 and TinyLlama, with every construct that
the published ones use; others try out white space, slices, loops and filters.
"""

import json
from pathlib import Path

from jinja2.sandbox import ImmutableSandboxedEnvironment

TARGET = Path(__file__).resolve().parents[2] / "Tests/Goldens/chat.json"

TEMPLATES = {
    "chatml": """{%- if messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou help in a shop.<|im_end|>\\n' }}{% endif %}
{%- for message in messages %}
    {{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
""",
    "zephyr": """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}""",
    "llama3": """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{#- The system's message comes first, whoever wrote it. #}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\\n" }}
{%- endif %}
{{- "Today: " + date_string + "\\n\\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("one call at a time") }}
        {%- endif %}
        {%- set tool_call = message.tool_calls[0].function %}
        {{- '{"name": "' + tool_call.name + '", "parameters": ' }}
        {{- tool_call.arguments | tojson }}
        {{- "}<|eot_id|>" }}
    {%- elif message.role == "tool" or message.role == "ipython" %}
        {%- if message.content is mapping or message.content is iterable %}
            {{- message.content | tojson }}
        {%- else %}
            {{- message.content }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
""",
    "qwen3": """{%- set ns = namespace(multi_step=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or message.role == "system" %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last %}
            {%- if loop.last or (not loop.last and reasoning_content) %}
                {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\\n' + content }}
            {%- endif %}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}""",
    "llama2": """{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must take turns') }}{% endif %}{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}""",
    "odds": """a
  {% if true %}
 b {{ 1 + 2 * 3 - 4 // 3 }} {{ 7 % 3 }} {{ -7 // 2 }} {{ 'x' * 3 }} {{ 1.5 }} {{ none }} {{ true }}
  {%- else %}
no
  {% endif %}
{# gone #}
c {{ [1, 2, 3][::-1] }} {{ 'abcdef'[1:4] }} {{ 'abc'[-1] }} {{ 'abcdef'[::-2] }} {{ {'a': 1, 'b': [true, none]} | tojson }}
{%- for key, value in {'x': 1, 'y': 'z'}.items() %}
 {{ key }}={{ value }}{{ ',' if not loop.last }}
{%- endfor %}
{% for i in range(5) if i is odd %}{{ loop.index }}/{{ loop.length }}:{{ i }} {% else %}none{% endfor %}
{% for i in [] %}x{% else %}empty{% endfor %}
{{ missing }}|{{ missing | default('d') }}|{{ '' | default('e', true) }}|{{ missing is defined }}|{{ messages is defined }}
{{ ' padded ' | trim | upper }} {{ 'A-b' | lower }} {{ 'one two' | capitalize }} {{ ['a', 'b'] | join('+') }} {{ 'aXbX'.replace('X', '--') }}
{{ 'a' ~ 1 ~ true }} {{ 'a' in 'cat' }} {{ 3 not in [1, 2] }} {{ 1 < 2 and not 2 < 1 or false }} {{ 'q' 'r' }}
{% set block %}  inner {{ 1 }} {% endset %}[{{ block }}]
{{ messages | map(attribute='role') | list }} {{ (messages | selectattr('role', 'equalto', 'user') | list) | length }}
{{ "tab\\tquote\\"s" }} {{ 'é😀' | length }} {{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }}
   {%+ if true %}kept{% endif +%}

{{- '\\n' }}end
""",
}
USER = {"role": "user", "content": " How much is the oat milk? "}
SYSTEM = {"role": "system", "content": "You are a clerk.\n"}
ANSWER = {"role": "assistant", "content": "<think>\nIt says 3.49.\n</think>\n\nIt is $3.49."}
CONVERSATIONS = [
    [USER], [SYSTEM, USER], [SYSTEM, USER, ANSWER, {"role": "user", "content": "And the «large» one 🥛?\n"}],
    [USER, ANSWER], [USER, USER],
]


def main():
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)

    def raise_exception(message):
        raise ValueError(message)

    environment.globals["raise_exception"] = raise_exception
    environment.filters["tojson"] = lambda value, indent=None: json.dumps(value, ensure_ascii=False, indent=indent)
    entries = []
    for name, template in TEMPLATES.items():
        for conversation in CONVERSATIONS:
            for continues in (True, False):
                try:
                    text = environment.from_string(template).render(
                        messages=conversation, add_generation_prompt=continues, bos_token="<s>", eos_token="</s>", tools=None
                    )
                except ValueError:
                    text = None
                entries.append(
                    {"name": name, "template": template, "messages": conversation, "continues": continues, "text": text}
                )
    TARGET.write_text(json.dumps(entries, ensure_ascii=False, indent=0))
    print(len(entries), sum(entry["text"] is None for entry in entries), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
