namespace HighPerfChainSync.FaultHarness.Faults;

/// <summary>What the harness does to a host or to Kafka. On the command line in kebab case: <c>suspend-host</c>.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL to the host, in any phase.</summary>
    Kill,

    /// <summary>SIGKILL to the host right after it has begun its first transaction.</summary>
    AbortFirst,

    /// <summary>SIGTERM to the host, in any phase: it must end in order.</summary>
    Term,

    /// <summary>SIGSTOP to the host for longer than its transaction may last, then SIGCONT.</summary>
    SuspendHost,

    /// <summary>SIGKILL to a broker, and its restart.</summary>
    KillBroker,

    /// <summary>SIGKILL to the only broker and to the host at once, as when one machine that has both loses its power; both start again.</summary>
    PowerCut,

    /// <summary>SIGTERM to a broker, and its restart.</summary>
    RestartBroker,

    /// <summary>SIGSTOP to a broker, for shorter or longer than a transaction may last, then SIGCONT.</summary>
    SuspendBroker,

    /// <summary>SIGKILL or SIGSTOP to the leader of a data topic, of three brokers.</summary>
    Leader,

    /// <summary>SIGKILL or SIGSTOP to the broker that coordinates the transactions, of three.</summary>
    Coordinator,

    /// <summary>A second host takes over from one that writes.</summary>
    SecondInstance,

    /// <summary>Two hosts start at once.</summary>
    Race,

    /// <summary>A second host takes over from one that is suspended, which then wakes up.</summary>
    Zombie,

    /// <summary>A topic refuses records of their size.</summary>
    Refuse,

    /// <summary>Kafka is away under full load, with large blocks.</summary>
    Outage,
}
