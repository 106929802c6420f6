"""Client of SQL-Databricks Bridge: for scripts, Databricks notebooks and jobs."""

from sql_databricks_bridge_sdk._problem import Problem
from sql_databricks_bridge_sdk._retry import RetryPolicy
from sql_databricks_bridge_sdk._settings import InsecureTransportWarning
from sql_databricks_bridge_sdk._version import __version__
from sql_databricks_bridge_sdk.aio import AsyncBridgeAPIClient, AsyncBridgeClient, AsyncStartedJob
from sql_databricks_bridge_sdk.api_client import BridgeAPIClient
from sql_databricks_bridge_sdk.client import BridgeClient, StartedJob
from sql_databricks_bridge_sdk.events_client import BridgeEventsClient, StatementError
from sql_databricks_bridge_sdk.exceptions import (
    APIError,
    AuthenticationError,
    BridgeSDKError,
    CertificateError,
    ConflictError,
    ConnectionError,
    EventFailedError,
    EventNotFoundError,
    InvalidRequestError,
    JobFailedError,
    JobNotFoundError,
    JobTimeoutError,
    NotFoundError,
    OutputDiffersError,
    RequestTimeoutError,
    TimeoutError,
    ValidationError,
)
from sql_databricks_bridge_sdk.job_models import (
    ExtractionJob,
    ExtractionResponse,
    JobStats,
    JobStatus,
    QueryResult,
    QueryStatus,
)
from sql_databricks_bridge_sdk.models import (
    ChangeCounts,
    DryRun,
    DryRunSample,
    EventResult,
    SyncEvent,
    SyncEventStatus,
    SyncOperation,
)
from sql_databricks_bridge_sdk.outputs import Manifest, OutputColumn, OutputFile, QueryOutput
from sql_databricks_bridge_sdk.service_models import (
    AuditPage,
    AuditRecord,
    AuditStatus,
    PollerStatus,
    PollerTriggered,
    SyncStats,
)

__all__ = [
    "APIError",
    "AsyncBridgeAPIClient",
    "AsyncBridgeClient",
    "AsyncStartedJob",
    "AuditPage",
    "AuditRecord",
    "AuditStatus",
    "AuthenticationError",
    "BridgeAPIClient",
    "BridgeClient",
    "BridgeEventsClient",
    "BridgeSDKError",
    "CertificateError",
    "ChangeCounts",
    "ConflictError",
    "ConnectionError",
    "DryRun",
    "DryRunSample",
    "EventFailedError",
    "EventNotFoundError",
    "EventResult",
    "ExtractionJob",
    "ExtractionResponse",
    "InsecureTransportWarning",
    "InvalidRequestError",
    "JobFailedError",
    "JobNotFoundError",
    "JobStats",
    "JobStatus",
    "JobTimeoutError",
    "Manifest",
    "NotFoundError",
    "OutputColumn",
    "OutputDiffersError",
    "OutputFile",
    "PollerStatus",
    "PollerTriggered",
    "Problem",
    "QueryOutput",
    "QueryResult",
    "QueryStatus",
    "RequestTimeoutError",
    "RetryPolicy",
    "StartedJob",
    "StatementError",
    "SyncEvent",
    "SyncEventStatus",
    "SyncOperation",
    "SyncStats",
    "TimeoutError",
    "ValidationError",
    "__version__",
]
