"""One human step of a six-step process in SpiffWorkflow: load, run, save. Run with the Python of its own environment.

Prints the CPU milliseconds per step of each round, and the bytes of one saved process.
"""

from __future__ import annotations

import itertools
import json
import sys
import time

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

STEPS, ROUNDS, PROCESSES = 6, 9, 40
TASKS = "".join(f'<userTask id="s{n}" name="Step {n}"/>' for n in range(STEPS))
NAMES = ["begin", *(f"s{n}" for n in range(STEPS)), "end"]
FLOWS = "".join(
    f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(itertools.pairwise(NAMES))
)
PROCESS = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'
    f'<process id="report" isExecutable="true"><startEvent id="begin"/>{TASKS}<endEvent id="end"/>{FLOWS}</process>'
    "</definitions>"
)


def main() -> None:
    parser = BpmnParser()
    parser.add_bpmn_str(PROCESS.encode())
    spec = parser.get_spec("report")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    rounds, size = [], 0
    for _ in range(ROUNDS + 1):
        began, steps = time.process_time(), 0
        for _ in range(PROCESSES):
            workflow = BpmnWorkflow(spec)
            workflow.do_engine_steps()
            saved = serializer.serialize_json(workflow)
            for _ in range(STEPS):
                workflow = serializer.deserialize_json(saved)
                task = workflow.get_next_task(state=TaskState.READY, manual=True)
                task.data["outcome"] = "on"
                task.run()
                workflow.do_engine_steps()
                saved = serializer.serialize_json(workflow)
                steps += 1
        rounds.append((time.process_time() - began) * 1000 / steps)
        size = len(saved)
        if not workflow.is_completed():
            raise SystemExit("The process did not end")
    json.dump({"rounds": rounds[1:], "bytes": size}, sys.stdout)


if __name__ == "__main__":
    main()
