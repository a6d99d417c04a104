using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace HighPerfChainSync.Benchmarks.Allocations;

/// <summary>One benchmark with one set of parameters.</summary>
/// <param name="Method">The method.</param>
/// <param name="Parameters">A value for each property that has <see cref="ParamsAttribute"/>.</param>
internal sealed record BenchmarkCase(MethodInfo Method, IReadOnlyList<(PropertyInfo Property, object? Value)> Parameters)
{
    /// <summary>Class and method.</summary>
    public string Name => $"{Method.DeclaringType!.Name}.{Method.Name}";

    /// <summary>Operations in one call.</summary>
    public int Operations => Math.Max(1, Method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke);

    /// <summary>The values, for people.</summary>
    public string Values => string.Join(", ", Parameters.Select(static parameter => $"{parameter.Property.Name} = {parameter.Value}"));

    /// <summary>All benchmarks of an assembly.</summary>
    public static IEnumerable<BenchmarkCase> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods()
        where method.IsDefined(typeof(BenchmarkAttribute))
        from parameters in Combinations(type.GetProperties().Where(static property => property.IsDefined(typeof(ParamsAttribute))).ToArray())
        select new BenchmarkCase(method, parameters);

    private static IEnumerable<IReadOnlyList<(PropertyInfo Property, object? Value)>> Combinations(ReadOnlyMemory<PropertyInfo> properties)
    {
        if (properties.IsEmpty) return [[]];
        PropertyInfo first = properties.Span[0];
        return
            from value in first.GetCustomAttribute<ParamsAttribute>()!.Values
            from rest in Combinations(properties[1..])
            select (IReadOnlyList<(PropertyInfo, object?)>)[(first, value), .. rest];
    }
}
