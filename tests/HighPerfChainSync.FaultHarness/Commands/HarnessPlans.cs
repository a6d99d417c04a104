using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Running;

namespace HighPerfChainSync.FaultHarness.Commands;

/// <summary>Which faults a command runs, in which order.</summary>
internal static class HarnessPlans
{
    /// <summary>Rounds of <see cref="Reorgs.ReorgRun"/> in the two forms.</summary>
    public const int ReorgsShort = 10;

    /// <inheritdoc cref="ReorgsShort"/>
    public const int ReorgsLong = 200;

    private static readonly TimeSpan s_shortOutage = TimeSpan.FromSeconds(12);

    private static readonly (FaultKind Kind, int Weight)[] s_kill = [(FaultKind.Kill, 85), (FaultKind.AbortFirst, 10), (FaultKind.Term, 5)];

    private static readonly (FaultKind Kind, int Weight)[] s_oneBroker =
        [(FaultKind.KillBroker, 4), (FaultKind.PowerCut, 4), (FaultKind.RestartBroker, 2), (FaultKind.SuspendBroker, 4), (FaultKind.SuspendHost, 2)];

    private static readonly (FaultKind Kind, int Weight)[] s_threeBrokers =
        [(FaultKind.Leader, 4), (FaultKind.Coordinator, 4), (FaultKind.KillBroker, 1), (FaultKind.SuspendBroker, 1)];

    private static readonly (FaultKind Kind, int Weight)[] s_instances =
        [(FaultKind.SecondInstance, 1), (FaultKind.Race, 1), (FaultKind.Zombie, 1)];

    public static IReadOnlyList<Segment> Kill(int seed, int rounds) => [new("kill", 1, false, Draw(seed, rounds, s_kill))];

    /// <summary>Three rounds of five with one broker, the rest with three.</summary>
    public static IReadOnlyList<Segment> Broker(int seed, int rounds)
    {
        int one = (rounds * 3 + 4) / 5;
        return [new("one", 1, false, Draw(seed, one, s_oneBroker)), new("three", 3, false, Draw(seed + 1, rounds - one, s_threeBrokers))];
    }

    public static IReadOnlyList<Segment> Instances(int seed, int rounds) => [new("inst", 1, false, Draw(seed, rounds, s_instances))];

    public static IReadOnlyList<Segment> Outage(TimeSpan length) => [new("outage", 1, true, [new OutageFault(length)])];

    public static IReadOnlyList<Segment> Chosen(int seed, int rounds, int nodes, IReadOnlyList<(FaultKind Kind, int Weight)> weights) =>
        [new("run", nodes, weights.Any(static w => w.Kind == FaultKind.Outage), Draw(seed, rounds, weights))];

    public static IReadOnlyList<Segment> Short(int seed) =>
    [
        .. Kill(seed, 60),
        new("single", 1, false,
        [
            Make(FaultKind.KillBroker), Make(FaultKind.SuspendBroker), Make(FaultKind.RestartBroker), Make(FaultKind.SuspendHost),
            Make(FaultKind.Zombie), Make(FaultKind.Refuse), Make(FaultKind.SecondInstance), Make(FaultKind.KillBroker), Make(FaultKind.PowerCut), Make(FaultKind.PowerCut),
        ]),
        .. Outage(s_shortOutage),
        new("three", 3, false, [Make(FaultKind.Leader), Make(FaultKind.Coordinator)]),
    ];

    public static IReadOnlyList<Segment> Long(int seed) =>
    [
        .. Kill(seed, 1000), .. Broker(seed, 100), .. Instances(seed, 12),
        new("refuse", 1, false, Draw(seed, 5, [(FaultKind.Refuse, 1)])), .. Outage(TimeSpan.FromMinutes(10)),
    ];

    private static List<Fault> Draw(int seed, int rounds, IReadOnlyList<(FaultKind Kind, int Weight)> weights)
    {
        var random = new Random(seed);
        int sum = weights.Sum(static w => w.Weight);
        var faults = new List<Fault>(rounds);
        while (faults.Count < rounds)
        {
            int drawn = random.Next(sum);
            int i = 0;
            while ((drawn -= weights[i].Weight) >= 0) i++;
            faults.Add(Make(weights[i].Kind));
        }

        return faults;
    }

    private static Fault Make(FaultKind kind) => kind switch
    {
        FaultKind.Kill or FaultKind.AbortFirst or FaultKind.Term => new KillFault(kind),
        FaultKind.SuspendHost => new SuspendHostFault(),
        FaultKind.SecondInstance or FaultKind.Race or FaultKind.Zombie => new SecondInstanceFault(kind),
        FaultKind.Refuse => new RefuseFault(),
        FaultKind.PowerCut => new PowerCutFault(),
        FaultKind.Outage => new OutageFault(s_shortOutage),
        _ => new BrokerFault(kind),
    };
}
