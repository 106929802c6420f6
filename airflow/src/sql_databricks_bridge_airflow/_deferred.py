"""Why Airflow stops a trigger: a user has ended its task, or a triggerer stops and another one goes on."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async

from sql_databricks_bridge_airflow._compat import BaseTrigger

TRIGGERS_ARE_TOLD_OF_KILLS = hasattr(BaseTrigger, "on_kill")
"""True from Airflow 3.3 on: the triggerer calls `on_kill` then. Before, a trigger has to find out."""

_DEFERRED = "deferred"


async def task_is_still_deferred(trigger: BaseTrigger) -> bool:
    """Whether the task of a stopped trigger still waits, so that another triggerer goes on; true when nobody knows."""
    instance = getattr(trigger, "task_instance", None)
    if instance is None:
        return True
    return bool(await sync_to_async(_state)(instance) == _DEFERRED)


def _state(instance: Any) -> Any:
    try:
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
    except ImportError:  # Airflow 2
        return _state_in_database(instance)
    map_index = -1 if instance.map_index is None else instance.map_index
    states = RuntimeTaskInstance.get_task_states(
        dag_id=instance.dag_id, task_ids=[instance.task_id], run_ids=[instance.run_id], map_index=map_index
    )
    by_task = states.get(instance.run_id, {})
    return by_task.get(instance.task_id if map_index < 0 else f"{instance.task_id}_{map_index}", _DEFERRED)


def _state_in_database(instance: Any) -> Any:
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session

    with create_session() as session:
        return (
            session.query(TaskInstance.state)
            .filter(
                TaskInstance.dag_id == instance.dag_id,
                TaskInstance.task_id == instance.task_id,
                TaskInstance.run_id == instance.run_id,
                TaskInstance.map_index == instance.map_index,
            )
            .scalar()
        )
