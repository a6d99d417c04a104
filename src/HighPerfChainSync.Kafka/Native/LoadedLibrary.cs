using System.Reflection;
using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>Binds our imports to the very copy of librdkafka that Confluent.Kafka has loaded.</summary>
/// <remarks>
/// The package carries several copies for Linux, and Confluent.Kafka falls back from one to the next when a dependency is missing.
/// A second copy in the process would work on the handles of the first only by luck.
/// </remarks>
internal static class LoadedLibrary
{
    private static readonly Lazy<nint> s_handle = new(Find);

    /// <summary>Loads the library and sets the resolver for this assembly; to be called before the first import is.</summary>
    public static void Register() => _ = s_handle.Value;

    private static nint Find()
    {
        Confluent.Kafka.Library.Load();
        nint handle = PathInMemory() is { } path
            ? NativeLibrary.Load(path)
            : NativeLibrary.Load(LibRdKafka.Name, typeof(Confluent.Kafka.Library).Assembly, null);
        NativeLibrary.SetDllImportResolver(
            typeof(LoadedLibrary).Assembly,
            (string name, Assembly _, DllImportSearchPath? _) => name == LibRdKafka.Name ? handle : 0);
        return handle;
    }

    /// <summary>Where Linux has mapped it from; other systems have one copy only, found by its name.</summary>
    private static string? PathInMemory()
    {
        if (!OperatingSystem.IsLinux()) return null;
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            int path = line.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0 && Path.GetFileName(line.AsSpan(path)).Contains(LibRdKafka.Name, StringComparison.Ordinal)) return line[path..];
        }

        return null;
    }
}
