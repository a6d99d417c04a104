using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace HighPerfChainSync.Benchmarks.Allocations;

/// <summary>Counts what a benchmark allocates, without BenchmarkDotNet's processes and statistics: in a moment, and to the byte.</summary>
internal static class AllocationMeter
{
    private const int WarmUp = 5;
    private const int Rounds = 5;
    private const int CallsInRound = 10;

    /// <summary>Bytes allocated on all threads for one operation: the least of some rounds, since what else happens in the process only adds.</summary>
    public static double Measure(BenchmarkCase benchmark)
    {
        object instance = Activator.CreateInstance(benchmark.Method.DeclaringType!)!;
        foreach ((PropertyInfo property, object? value) in benchmark.Parameters)
            property.SetValue(instance, value);
        CallAll<GlobalSetupAttribute>(instance);
        long least = Count(Caller(benchmark.Method, instance));
        CallAll<GlobalCleanupAttribute>(instance);
        return (double)least / CallsInRound / benchmark.Operations;
    }

    private static long Count(Action call)
    {
        for (int i = 0; i < WarmUp; i++) call();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < CallsInRound; i++) call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    /// <summary>A call that allocates nothing by itself: not through reflection, which boxes the result.</summary>
    private static Action Caller(MethodInfo method, object instance)
    {
        if (method.ReturnType == typeof(void)) return method.CreateDelegate<Action>(instance);
        MethodInfo maker = typeof(AllocationMeter).GetMethod(nameof(Discarding), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Action)maker.MakeGenericMethod(method.ReturnType).Invoke(null, [method, instance])!;
    }

    private static Action Discarding<TResult>(MethodInfo method, object instance)
    {
        Func<TResult> call = method.CreateDelegate<Func<TResult>>(instance);
        return () => _ = call();
    }

    private static void CallAll<TAttribute>(object instance)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in instance.GetType().GetMethods().Where(static method => method.IsDefined(typeof(TAttribute))))
            method.Invoke(instance, null);
    }
}
